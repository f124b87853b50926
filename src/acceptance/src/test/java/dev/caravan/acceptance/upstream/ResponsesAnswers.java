package dev.caravan.acceptance.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.regex.Pattern;

/** Answers as OpenAI's Responses API would, from the golden files. Stateless. */
final class ResponsesAnswers implements Script {

    private static final Recorded RECORDED = new Recorded(OpenAiAnswers.HEADERS);
    private static final String COLLECTION = "/v1/responses";
    private static final Pattern STORED = Pattern.compile(COLLECTION + "/resp_caravan_[a-z]+");

    @Override
    public void play(UpstreamExchange exchange) throws IOException, InterruptedException {
        RecordedCall call = exchange.call();
        String asked = STORED.matcher(call.path()).replaceFirst("{stored}");
        switch (call.method() + " " + asked) {
            case "POST " + COLLECTION -> response(exchange, call.json());
            case "GET {stored}" -> RECORDED.whole(exchange, "openai/response.json");
            case "DELETE {stored}" -> RECORDED.whole(exchange, "openai/response-deleted.json");
            case "GET {stored}/input_items" -> RECORDED.whole(exchange, "openai/response-items.json");
            case "POST {stored}/cancel" -> RECORDED.whole(exchange, "openai/response-cancelled.json");
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
