package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.ToolArguments;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Writes the parts of a model's turn, in requests and in answers; see {@link PartReader} about signatures. */
final class PartWriter {

    private final BiFunction<Part.ToolCall, String, ObjectNode> arguments;
    private final Losses losses;
    private final MediaWriter media;

    private PartWriter(BiFunction<Part.ToolCall, String, ObjectNode> arguments, Losses losses) {
        this.arguments = arguments;
        this.losses = losses;
        this.media = new MediaWriter(losses);
    }

    /** Arguments that are no object are the fault of the client that sent them. */
    static PartWriter ofRequest(Losses losses) {
        return new PartWriter(ToolArguments::ofRequest, losses);
    }

    /** Arguments that are no object are the fault of the model that wrote them. */
    static PartWriter ofAnswer(Losses losses) {
        return new PartWriter((call, path) -> ToolArguments.ofAnswer(call.name(), call.arguments()), losses);
    }

    /**
     * Writes the parts to the end of the array.
     *
     * @param path where the message stands, for an error
     * @throws dev.caravan.spi.GatewayError 400 when a part has no form here, 400 or 502 when a tool's arguments are no object
     */
    void write(List<Part> parts, ArrayNode written, String path) {
        String signature = null;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            boolean marksNext = isMark(part) && i + 1 < parts.size() && takesMark(parts.get(i + 1));
            if (marksNext) {
                signature = signature((Part.Reasoning) part);
                continue;
            }
            ObjectNode json = write(part, path);
            if (json != null) {
                if (signature != null) {
                    json.put("thoughtSignature", signature);
                }
                written.add(json);
            }
            signature = null;
        }
    }

    private @Nullable ObjectNode write(Part part, String path) {
        if (part instanceof Part.Text text) {
            if (text.cache() != null) {
                losses.add("cache_control");
            }
            return Json.object().put("text", text.text());
        }
        if (part instanceof Part.Reasoning reasoning) {
            return reasoning(reasoning);
        }
        if (part instanceof Part.ToolCall call) {
            return toolCall(call, path);
        }
        if (part instanceof Part.Refusal refusal) {
            losses.add("refusal");
            return Json.object().put("text", refusal.text());
        }
        if (part instanceof Part.Opaque opaque) {
            if (opaque.dialect().equals(GeminiDialect.NAME)) {
                return opaque.json().deepCopy();
            }
            losses.add("messages.content." + opaque.type());
            return null;
        }
        return media.write(part, path);
    }

    private @Nullable ObjectNode reasoning(Part.Reasoning reasoning) {
        if (reasoning.encrypted() != null) {
            losses.add("reasoning.encrypted");
        }
        String signature = signature(reasoning);
        if (reasoning.text().isEmpty()) {
            return signature == null ? null : Json.object().put("text", "").put("thoughtSignature", signature);
        }
        ObjectNode json = Json.object().put("text", reasoning.text()).put("thought", true);
        return signature == null ? json : json.put("thoughtSignature", signature);
    }

    private ObjectNode toolCall(Part.ToolCall call, String path) {
        if (call.cache() != null) {
            losses.add("cache_control");
        }
        return functionCall(call, arguments.apply(call, path), usable(call.signature()));
    }

    /** The part of a tool call. */
    static ObjectNode functionCall(Part.ToolCall call, ObjectNode arguments, @Nullable String signature) {
        ObjectNode json = Json.object();
        ObjectNode written = json.putObject("functionCall");
        if (call.id() != null) {
            written.put("id", call.id());
        }
        written.put("name", call.name()).set("args", arguments);
        return signature == null ? json : json.put("thoughtSignature", signature);
    }

    private @Nullable String signature(Part.Reasoning reasoning) {
        return usable(reasoning.signature());
    }

    /** The field holds bytes: a signature that is no base64 would have the whole request refused. */
    private @Nullable String usable(@Nullable String signature) {
        if (signature != null && !Base64Text.isBase64(signature)) {
            losses.add("reasoning.signature");
            return null;
        }
        return signature;
    }

    /** Whether it is nothing but the signature of the part behind it. */
    private static boolean isMark(Part part) {
        return part instanceof Part.Reasoning reasoning
                && reasoning.text().isEmpty()
                && reasoning.signature() != null
                && reasoning.encrypted() == null;
    }

    private static boolean takesMark(Part part) {
        return part instanceof Part.Text text && !text.text().isEmpty()
                || part instanceof Part.Image
                || part instanceof Part.Audio
                || part instanceof Part.Video
                || part instanceof Part.Document;
    }
}
