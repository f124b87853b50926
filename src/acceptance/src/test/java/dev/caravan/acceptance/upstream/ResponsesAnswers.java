package dev.caravan.acceptance.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** Answers as OpenAI's Responses API would, from the golden files. Stateless. */
final class ResponsesAnswers implements Script {

    private static final Recorded RECORDED = new Recorded(OpenAiAnswers.HEADERS);
    private static final String STORED = "/v1/responses/resp_caravan_whole";

    @Override
    public void play(UpstreamExchange exchange) throws IOException, InterruptedException {
        RecordedCall call = exchange.call();
        switch (call.method() + " " + call.path()) {
            case "POST /v1/responses" -> response(exchange, call.json());
            case "GET " + STORED -> RECORDED.whole(exchange, "openai/response.json");
            case "DELETE " + STORED -> RECORDED.whole(exchange, "openai/response-deleted.json");
            case "GET " + STORED + "/input_items" -> RECORDED.whole(exchange, "openai/response-items.json");
            case "POST " + STORED + "/cancel" -> RECORDED.whole(exchange, "openai/response-cancelled.json");
            default -> Scripts.error(404).play(exchange);
        }
    }

    private static void response(UpstreamExchange exchange, JsonNode body) throws IOException, InterruptedException {
        JsonNode input = body.path("input");
        boolean result = input.path(input.size() - 1).path("type").asText().equals("function_call_output");
        boolean structured = body.at("/text/format/type").asText().equals("json_schema");
        String kind = structured ? "-structured" : body.path("tools").size() > 0 && !result ? "-tools" : "";
        if (body.path("stream").asBoolean()) {
            RECORDED.stream(exchange, "openai/response" + kind + "-stream.sse");
        } else {
            RECORDED.whole(exchange, "openai/response" + kind + ".json");
        }
    }
}
