package dev.caravan.acceptance.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;

/** Answers as Anthropic would, from the golden files. Stateless. */
final class AnthropicAnswers implements Script {

    private static final Recorded RECORDED = new Recorded(Map.of(
            "request-id", "req_upstream",
            "anthropic-organization-id", "org-upstream",
            "anthropic-ratelimit-requests-remaining", "4999",
            "server", "upstream-server"));

    @Override
    public void play(UpstreamExchange exchange) throws IOException, InterruptedException {
        RecordedCall call = exchange.call();
        switch (call.method() + " " + call.path()) {
            case "POST /v1/messages" -> message(exchange, call.json());
            case "POST /v1/messages/count_tokens" -> RECORDED.whole(exchange, "anthropic/count-tokens.json");
            case "POST /v1/messages/batches" -> RECORDED.whole(exchange, "anthropic/batch-started.json");
            case "GET /v1/messages/batches" -> RECORDED.whole(exchange, "anthropic/batch-list.json");
            case "GET /v1/messages/batches/msgbatch_caravan1" -> RECORDED.whole(exchange, "anthropic/batch.json");
            case "POST /v1/messages/batches/msgbatch_caravan1/cancel" ->
                RECORDED.whole(exchange, "anthropic/batch-canceling.json");
            case "DELETE /v1/messages/batches/msgbatch_caravan1" ->
                RECORDED.whole(exchange, "anthropic/batch-deleted.json");
            case "GET /v1/messages/batches/msgbatch_caravan1/results" ->
                exchange.whole(
                        200,
                        Map.of("content-type", "application/x-jsonl"),
                        Goldens.bytes("anthropic/batch-results.jsonl"));
            case "GET /v1/models" -> RECORDED.whole(exchange, "anthropic/models.json");
            default -> Scripts.error(404).play(exchange);
        }
    }

    private static void message(UpstreamExchange exchange, JsonNode body) throws IOException, InterruptedException {
        boolean structured = body.path("output_config").has("format");
        boolean calls = body.path("tools").size() > 0
                && !body.path("tool_choice").path("type").asText().equals("none")
                && !holdsResult(body.path("messages"));
        String thinking = body.path("thinking").path("type").asText();
        boolean thinks = thinking.equals("enabled") || thinking.equals("adaptive");
        String kind = structured ? "-structured" : calls ? "-tools" : thinks ? "-thinking" : "";
        if (body.path("stream").asBoolean()) {
            RECORDED.stream(exchange, "anthropic/message" + kind + "-stream.sse");
        } else {
            RECORDED.whole(exchange, "anthropic/message" + kind + ".json");
        }
    }

    private static boolean holdsResult(JsonNode messages) {
        for (JsonNode block : messages.path(messages.size() - 1).path("content")) {
            if (block.path("type").asText().equals("tool_result")) {
                return true;
            }
        }
        return false;
    }
}
