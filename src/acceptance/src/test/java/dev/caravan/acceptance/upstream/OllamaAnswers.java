package dev.caravan.acceptance.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;

/** Answers as Ollama would, from the golden files: it streams unless told not to. Stateless. */
final class OllamaAnswers implements Script {

    private static final Recorded RECORDED = new Recorded(Map.of());

    @Override
    public void play(UpstreamExchange exchange) throws IOException, InterruptedException {
        RecordedCall call = exchange.call();
        switch (call.method() + " " + call.path()) {
            case "POST /api/chat" -> chat(exchange, call.json());
            case "POST /api/embed" -> RECORDED.whole(exchange, "ollama/embed.json");
            default -> Scripts.error(404).play(exchange);
        }
    }

    private static void chat(UpstreamExchange exchange, JsonNode body) throws IOException, InterruptedException {
        JsonNode messages = body.path("messages");
        boolean result =
                messages.path(messages.size() - 1).path("role").asText().equals("tool");
        boolean calls = body.path("tools").size() > 0 && !result;
        String kind = body.path("format").isObject() ? "-structured" : calls ? "-tools" : "";
        if (body.path("stream").asBoolean(true)) {
            RECORDED.stream(exchange, "ollama/chat" + kind + "-stream.ndjson");
        } else {
            RECORDED.whole(exchange, "ollama/chat" + kind + ".json");
        }
    }
}
