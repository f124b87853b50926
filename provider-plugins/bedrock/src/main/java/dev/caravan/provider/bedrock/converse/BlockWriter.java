package dev.caravan.provider.bedrock.converse;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.ToolArguments;
import dev.caravan.spi.wire.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the content blocks of a request's messages. One of these serves a whole request. */
final class BlockWriter {

    private static final String PREFIX = "messages.content.";
    private static final Set<String> TTLS = Set.of("5m", "1h");

    private final Losses losses;
    private final MediaWriter media;
    private final ReasoningWriter reasoning;

    /** @param anthropic whether the model is one of Anthropic's, which take back only thoughts that are signed */
    BlockWriter(boolean anthropic, Losses losses) {
        this.losses = losses;
        this.media = new MediaWriter(PREFIX, losses);
        this.reasoning = new ReasoningWriter(anthropic, losses);
    }

    /** Adds the block of a part, and its cache point, to a message's content. */
    void write(Part part, ArrayNode content) {
        if (part instanceof Part.Text text) {
            text(text, content);
            cachePoint(text.cache(), content);
        } else if (part instanceof Part.Image image) {
            content.add(media.image(image));
            cachePoint(image.cache(), content);
        } else if (part instanceof Part.Document document) {
            content.add(media.document(document));
            cachePoint(document.cache(), content);
        } else if (part instanceof Part.Audio audio) {
            content.add(media.audio(audio));
        } else if (part instanceof Part.Video video) {
            content.add(media.video(video));
        } else if (part instanceof Part.ToolCall call) {
            content.add(toolUse(call, 400, losses));
            cachePoint(call.cache(), content);
        } else if (part instanceof Part.ToolResult result) {
            content.add(toolResult(result));
            cachePoint(result.cache(), content);
        } else if (part instanceof Part.Reasoning thoughts) {
            reasoning.write(thoughts, content);
        } else if (part instanceof Part.Refusal refusal) {
            losses.add(PREFIX + "refusal");
            content.addObject().put("text", refusal.text());
        } else if (part instanceof Part.Opaque opaque) {
            own(opaque, content);
        }
    }

    /** Adds the mark to an array of blocks or tools. */
    void cachePoint(@Nullable CacheHint hint, ArrayNode blocks) {
        if (hint == null) {
            return;
        }
        ObjectNode point = blocks.addObject().putObject("cachePoint").put("type", "default");
        if (hint.ttl() != null && TTLS.contains(hint.ttl())) {
            point.put("ttl", hint.ttl());
        } else if (hint.ttl() != null) {
            losses.add("cache_control.ttl");
        }
    }

    /** Adds a block that is Bedrock's own as it came; another dialect's is lost. */
    void own(Part.Opaque opaque, ArrayNode content) {
        if (opaque.dialect().equals(ConverseDialect.NAME)) {
            content.add(opaque.json());
        } else {
            losses.add(PREFIX + opaque.type());
        }
    }

    /** @param status of the error for arguments that are no JSON object: 400 for a client's, 502 for a provider's */
    static ObjectNode toolUse(Part.ToolCall call, int status, Losses losses) {
        if (call.signature() != null) {
            losses.add("reasoning.signature");
        }
        ObjectNode written = Json.object();
        written.putObject("toolUse")
                .put("toolUseId", call.id() == null ? ToolUseIds.fresh() : ToolUseIds.valid(call.id()))
                .put("name", call.name())
                .set(
                        "input",
                        status == 502
                                ? ToolArguments.ofAnswer(call.name(), call.arguments())
                                : ToolArguments.ofRequest(call, "messages"));
        return written;
    }

    private void text(Part.Text text, ArrayNode content) {
        boolean own = !text.citations().isEmpty()
                && text.citations().stream()
                        .allMatch(citation -> citation.dialect().equals(ConverseDialect.NAME));
        if (own) {
            content.add(cited(text));
            return;
        }
        if (!text.citations().isEmpty()) {
            losses.add(PREFIX + "citations");
        }
        // Bedrock refuses blank text, and nothing is said by it.
        if (!text.text().isBlank()) {
            content.addObject().put("text", text.text());
        }
    }

    static ObjectNode cited(Part.Text text) {
        ObjectNode written = Json.object();
        ObjectNode block = written.putObject("citationsContent");
        block.putArray("content").addObject().put("text", text.text());
        ArrayNode citations = block.putArray("citations");
        for (Citation citation : text.citations()) {
            citations.add(Citations.write(citation));
        }
        return written;
    }

    private ObjectNode toolResult(Part.ToolResult result) {
        if (result.callId() == null) {
            throw GatewayError.badRequest("invalid_value", "A tool's result belongs to none of the tool calls.")
                    .withParam("messages");
        }
        ObjectNode written = Json.object();
        ObjectNode block = written.putObject("toolResult").put("toolUseId", ToolUseIds.valid(result.callId()));
        ArrayNode content = block.putArray("content");
        for (Part part : result.content()) {
            if (part instanceof Part.Text text) {
                text(new Part.Text(text.text()), content);
            } else if (part instanceof Part.Image image) {
                content.add(media.image(image));
            } else if (part instanceof Part.Document document) {
                content.add(media.document(document));
            } else if (part instanceof Part.Video video) {
                content.add(media.video(video));
            } else if (part instanceof Part.Opaque opaque) {
                own(opaque, content);
            } else {
                losses.add(PREFIX + "tool_result.content");
            }
        }
        if (result.error()) {
            block.put("status", "error");
        }
        return written;
    }
}
