package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.ToolArguments;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One candidate of a stream. Parts are told apart by their order only, so one that grows after a later one was written cannot
 * be expressed; a tool call is held back until it is whole.
 */
final class CandidateEncoder {

    private static final class OpenPart {

        private final Part head;
        private final StringBuilder text = new StringBuilder();
        private final List<Citation> citations = new ArrayList<>();
        private @Nullable String signature;

        OpenPart(Part head) {
            this.head = head;
        }
    }

    private final int index;
    private final PartWriter writer = PartWriter.ofAnswer(new Losses());
    private final Map<Integer, OpenPart> open = new HashMap<>();
    private final GroundingWriter grounding = new GroundingWriter();
    private final ArrayNode logprobs = Json.array();
    private Finish finish = new Finish(Finish.Reason.OTHER);
    private int lastWritten = -1;

    CandidateEncoder(int index) {
        this.index = index;
    }

    /** Each of these gives the candidate to send, or null when there is nothing to say yet. */
    @Nullable
    ObjectNode started(int part, Part head) {
        OpenPart opened = new OpenPart(head);
        open.put(part, opened);
        if (head instanceof Part.Text text) {
            text.citations().forEach(opened.citations::add);
            return grew(part, text.text());
        }
        if (head instanceof Part.Refusal refusal) {
            return grew(part, refusal.text());
        }
        if (head instanceof Part.Reasoning reasoning) {
            opened.signature = reasoning.signature();
            return grew(part, reasoning.text());
        }
        if (head instanceof Part.ToolCall call) {
            opened.signature = call.signature();
            opened.text.append(call.arguments());
            return null;
        }
        ArrayNode written = Json.array();
        writer.write(List.of(head), written, "choices");
        return written.isEmpty() ? null : content(part, written);
    }

    @Nullable
    ObjectNode grew(int part, String text) {
        OpenPart growing = opened(part);
        growing.text.append(text);
        if (growing.head instanceof Part.ToolCall || text.isEmpty()) {
            return null;
        }
        ObjectNode json = Json.object().put("text", text);
        if (growing.head instanceof Part.Reasoning) {
            json.put("thought", true);
        }
        return content(part, json);
    }

    void signed(int part, String signature) {
        opened(part).signature = signature;
    }

    void cited(int part, Citation citation) {
        opened(part).citations.add(citation);
    }

    void added(JsonNode more) {
        more.path("content").forEach(logprobs::add);
    }

    @Nullable
    ObjectNode ended(int part) {
        OpenPart ended = opened(part);
        open.remove(part);
        ended.citations.forEach(citation -> grounding.add(part, ended.text.toString(), citation));
        if (ended.head instanceof Part.ToolCall call) {
            ObjectNode arguments = ToolArguments.ofAnswer(call.name(), ended.text.toString());
            return content(part, PartWriter.functionCall(call, arguments, usable(ended)));
        }
        String signature = usable(ended);
        if (!(ended.head instanceof Part.Reasoning) || signature == null) {
            return null;
        }
        ObjectNode mark = Json.object().put("text", "");
        if (!ended.text.isEmpty()) {
            mark.put("thought", true);
        }
        return content(part, mark.put("thoughtSignature", signature));
    }

    void finished(Finish reason) {
        finish = reason;
    }

    /** The candidate of the last chunk. */
    ObjectNode last() {
        ObjectNode candidate = content(Integer.MAX_VALUE, Json.object().put("text", ""));
        candidate.put("finishReason", FinishReasons.write(finish));
        grounding.into(candidate);
        return candidate;
    }

    private OpenPart opened(int part) {
        OpenPart found = open.get(part);
        if (found == null) {
            throw new IllegalStateException("part " + part + " is not open");
        }
        return found;
    }

    private static @Nullable String usable(OpenPart part) {
        return part.signature != null && Base64Text.isBase64(part.signature) ? part.signature : null;
    }

    private ObjectNode content(int part, JsonNode json) {
        return content(part, Json.array().add(json));
    }

    private ObjectNode content(int part, ArrayNode parts) {
        if (part < lastWritten && !isCall(parts)) {
            throw GatewayError.of(
                    502,
                    "inexpressible_stream",
                    "The provider's stream cannot be translated: a part of the answer grew after a later one had begun.");
        }
        lastWritten = Math.max(lastWritten, part);
        ObjectNode candidate = Json.object();
        candidate.putObject("content").<ObjectNode>set("parts", parts).put("role", "model");
        candidate.put("index", index);
        if (!logprobs.isEmpty()) {
            ObjectNode known = Json.object();
            known.set("content", logprobs.deepCopy());
            candidate.set("logprobsResult", LogprobsResult.write(known));
            logprobs.removeAll();
        }
        return candidate;
    }

    /** Calls are whole, and their order among each other has no meaning to the client. */
    private static boolean isCall(ArrayNode parts) {
        return parts.path(0).has("functionCall");
    }
}
