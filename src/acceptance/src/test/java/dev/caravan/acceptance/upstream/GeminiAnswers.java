package dev.caravan.acceptance.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;

/** Answers as Gemini would, from the golden files. Stateless. */
final class GeminiAnswers implements Script {

    private static final Recorded RECORDED = new Recorded(Map.of("server", "scaffolding on HTTPServer2"));

    @Override
    public void play(UpstreamExchange exchange) throws IOException, InterruptedException {
        RecordedCall call = exchange.call();
        String action = call.path().substring(call.path().lastIndexOf(':') + 1);
        switch (action) {
            case "generateContent" -> RECORDED.whole(exchange, "gemini/content" + kind(call.json()) + ".json");
            case "streamGenerateContent" ->
                RECORDED.stream(exchange, "gemini/content" + kind(call.json()) + "-stream.sse");
            case "batchEmbedContents" -> RECORDED.whole(exchange, "gemini/embeddings.json");
            case "/v1beta/models" -> RECORDED.whole(exchange, "gemini/models.json");
            default -> Scripts.error(404).play(exchange);
        }
    }

    private static String kind(JsonNode body) {
        JsonNode config = body.path("generationConfig");
        if (config.has("responseSchema") || config.has("responseJsonSchema")) {
            return "-structured";
        }
        return body.path("tools").size() > 0 && !holdsResult(body.path("contents")) ? "-tools" : "";
    }

    private static boolean holdsResult(JsonNode contents) {
        for (JsonNode part : contents.path(contents.size() - 1).path("parts")) {
            if (part.has("functionResponse")) {
                return true;
            }
        }
        return false;
    }
}
