package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.gemini.wire.ProtoFields;
import dev.caravan.spi.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code logprobsResult}, to and from OpenAI's shape. Source: <a
 * href="https://ai.google.dev/api/generate-content#LogprobsResult">LogprobsResult</a>.
 */
final class LogprobsResult {

    private LogprobsResult() {}

    /** OpenAI's shape, or null when there is none. */
    static @Nullable JsonNode read(@Nullable ProtoFields result) {
        if (result == null) {
            return null;
        }
        List<ProtoFields> top = result.objects("topCandidates");
        ObjectNode logprobs = Json.object();
        ArrayNode content = logprobs.putArray("content");
        for (ProtoFields chosen : result.objects("chosenCandidates")) {
            int place = content.size();
            ObjectNode token = token(chosen);
            content.add(token);
            ArrayNode alternatives = token.putArray("top_logprobs");
            if (place < top.size()) {
                top.get(place).objects("candidates").forEach(candidate -> alternatives.add(token(candidate)));
            }
        }
        logprobs.putNull("refusal");
        return logprobs;
    }

    /** Gemini's shape of OpenAI's. */
    static ObjectNode write(JsonNode logprobs) {
        ObjectNode result = Json.object();
        ArrayNode chosen = result.putArray("chosenCandidates");
        ArrayNode top = result.putArray("topCandidates");
        for (JsonNode token : logprobs.path("content")) {
            chosen.add(candidate(token));
            ArrayNode alternatives = top.addObject().putArray("candidates");
            token.path("top_logprobs").forEach(alternative -> alternatives.add(candidate(alternative)));
        }
        return result;
    }

    private static ObjectNode token(ProtoFields candidate) {
        String text = candidate.requiredText("token");
        Double logprob = candidate.number("logProbability");
        ObjectNode token = Json.object().put("token", text).put("logprob", logprob == null ? 0.0 : logprob);
        ArrayNode bytes = token.putArray("bytes");
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(b & 0xff);
        }
        return token;
    }

    private static ObjectNode candidate(JsonNode token) {
        ObjectNode candidate = Json.object().put("token", token.path("token").asText(""));
        candidate.set("logProbability", token.path("logprob"));
        return candidate;
    }
}
