package dev.caravan.provider.bedrock.converse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads content blocks: objects with one field that is named by their kind. A kind that only Bedrock has becomes {@link
 * Part.Opaque}; a cache point becomes the mark of the part before it, where that can have one.
 */
final class BlockReader {

    private final String prefix;
    private final boolean answer;
    private final Losses losses;
    private final MediaReader media;

    private BlockReader(String prefix, boolean answer, Losses losses) {
        this.prefix = prefix;
        this.answer = answer;
        this.losses = losses;
        this.media = new MediaReader(prefix, losses);
    }

    /**
     * For a client's blocks.
     *
     * @param prefix what stands before a loss's name, such as {@code messages.content.}
     */
    static BlockReader ofRequest(String prefix, Losses losses) {
        return new BlockReader(prefix, false, losses);
    }

    /** For a provider's blocks, which may hold more than is known today. */
    static BlockReader ofAnswer(Losses losses) {
        return new BlockReader("content.", true, losses);
    }

    List<Part> read(List<Fields> blocks) {
        List<Part> parts = new ArrayList<>(blocks.size());
        for (Fields block : blocks) {
            String kind = kind(block);
            if (kind.equals("cachePoint")) {
                mark(parts, block);
            } else if (!kind.isEmpty()) {
                parts.add(part(kind, block));
            }
        }
        return parts;
    }

    private String kind(Fields block) {
        List<String> kinds = block.unread();
        if (kinds.size() == 1) {
            return kinds.get(0);
        }
        if (answer) {
            return kinds.isEmpty() ? "" : kinds.get(0);
        }
        throw GatewayError.badRequest(
                        "invalid_value",
                        "Invalid value for '%s': a block has exactly one kind of content.",
                        block.path())
                .withParam(block.path());
    }

    private Part part(String kind, Fields block) {
        return switch (kind) {
            case "text" -> new Part.Text(block.requiredText("text"));
            case "image" -> block.requiredObject("image").has("error") ? opaque(kind, block) : media.image(block);
            case "document" -> media.document(block);
            case "video" -> media.video(block);
            case "audio" -> block.requiredObject("audio").has("error") ? opaque(kind, block) : media.audio(block);
            case "toolUse" -> block.requiredObject("toolUse").has("type") ? opaque(kind, block) : toolUse(block);
            case "toolResult" -> answer ? opaque(kind, block) : toolResult(block.requiredObject("toolResult"));
            case "reasoningContent" -> reasoning(block);
            case "citationsContent" -> cited(block.requiredObject("citationsContent"));
            default -> opaque(kind, block);
        };
    }

    private static Part opaque(String kind, Fields block) {
        return new Part.Opaque(ConverseDialect.NAME, kind, block.json());
    }

    private Part toolUse(Fields block) {
        Fields call = block.requiredObject("toolUse");
        JsonNode input = call.any("input");
        Part read = new Part.ToolCall(
                call.requiredText("toolUseId"), call.requiredText("name"), input == null ? "{}" : Json.text(input));
        call.reportUnread(prefix + "toolUse.", losses);
        return read;
    }

    private Part toolResult(Fields result) {
        List<Part> content = new ArrayList<>();
        for (Fields block : result.objects("content")) {
            String kind = kind(block);
            // What the tool said is JSON for Bedrock only; as text it means the same to every model.
            JsonNode json = kind.equals("json") ? block.any("json") : null;
            content.add(json != null ? new Part.Text(Json.text(json)) : resultPart(kind, block));
        }
        String status = result.text("status");
        Part read = new Part.ToolResult(result.requiredText("toolUseId"), null, content, "error".equals(status), null);
        result.ignore("type");
        result.reportUnread(prefix + "toolResult.", losses);
        return read;
    }

    private Part resultPart(String kind, Fields block) {
        return switch (kind) {
            case "text", "image", "document" -> part(kind, block);
            default -> opaque(kind, block);
        };
    }

    private static Part reasoning(Fields block) {
        Fields content = block.requiredObject("reasoningContent");
        Fields text = content.object("reasoningText");
        if (text != null) {
            return new Part.Reasoning(text.requiredText("text"), text.text("signature"), null, null);
        }
        String redacted = content.text("redactedContent");
        return redacted == null ? opaque("reasoningContent", block) : new Part.Reasoning("", null, redacted, null);
    }

    private static Part cited(Fields cited) {
        StringBuilder text = new StringBuilder();
        for (Fields content : cited.objects("content")) {
            String piece = content.text("text");
            text.append(piece == null ? "" : piece);
        }
        List<Citation> citations = new ArrayList<>();
        for (Fields citation : cited.objects("citations")) {
            citations.add(Citations.read(citation, 0, text.length()));
        }
        return new Part.Text(text.toString(), citations, null);
    }

    private void mark(List<Part> parts, Fields block) {
        CacheHint hint = cacheHint(block.requiredObject("cachePoint"));
        int last = parts.size() - 1;
        Part marked = last < 0 ? null : marked(parts.get(last), hint);
        if (marked == null) {
            parts.add(opaque("cachePoint", block));
        } else {
            parts.set(last, marked);
        }
    }

    /** What a cache point says. */
    static CacheHint cacheHint(Fields cachePoint) {
        return new CacheHint(cachePoint.text("ttl"));
    }

    /** The part with the mark, or null when it cannot have one, or has one already. */
    private static @Nullable Part marked(Part part, CacheHint hint) {
        if (part instanceof Part.Text text && text.cache() == null) {
            return new Part.Text(text.text(), text.citations(), hint);
        }
        if (part instanceof Part.Image image && image.cache() == null) {
            return new Part.Image(image.source(), image.detail(), hint);
        }
        if (part instanceof Part.Document document && document.cache() == null) {
            return new Part.Document(
                    document.source(), document.name(), document.context(), document.citations(), hint);
        }
        if (part instanceof Part.ToolCall call && call.cache() == null) {
            return new Part.ToolCall(call.id(), call.name(), call.arguments(), call.signature(), hint);
        }
        if (part instanceof Part.ToolResult result && result.cache() == null) {
            return new Part.ToolResult(result.callId(), result.name(), result.content(), result.error(), hint);
        }
        return null;
    }
}
