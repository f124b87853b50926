package dev.caravan.acceptance.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How test scripts in other languages steer the upstream; they call it directly, never through the gateway.
 *
 * <ul>
 *   <li>{@code POST /control/reset} forgets everything
 *   <li>{@code POST /control/script} with {@code {"path": …, "answers": […]}} queues answers, each one of
 *       <ul>
 *         <li>{@code {"status": n, "headers": {…}, "body": any}}; without a body, an error as the path's provider words it
 *         <li>{@code {"stream": kind, "golden": file}} with the kinds {@code stepwise} (each next event waits for a release),
 *             {@code play} (all at once), {@code stall}, {@code reset}, {@code break-off} (these after three events); without
 *             a file, {@code openai/chat-stream.sse}
 *         <li>{@code {"default": true}}
 *       </ul>
 *   <li>{@code POST /control/release} lets the next event go
 *   <li>{@code GET /control/calls} lists what came in
 * </ul>
 */
final class ControlEndpoint implements Script {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RecordingUpstream upstream;

    ControlEndpoint(RecordingUpstream upstream) {
        this.upstream = upstream;
    }

    @Override
    public void play(UpstreamExchange exchange) throws IOException, InterruptedException {
        JsonNode answer =
                switch (exchange.call().path()) {
                    case "/control/reset" -> {
                        upstream.reset();
                        yield JSON.createObjectNode();
                    }
                    case "/control/release" -> {
                        upstream.release();
                        yield JSON.createObjectNode();
                    }
                    case "/control/script" -> {
                        queue(JSON.readTree(exchange.call().body()));
                        yield JSON.createObjectNode();
                    }
                    case "/control/calls" -> calls();
                    default -> throw new IOException("Unknown control " + exchange.call());
                };
        exchange.whole(200, Map.of(), JSON.writeValueAsBytes(answer));
    }

    private void queue(JsonNode order) throws IOException {
        String path = order.required("path").asText();
        for (JsonNode answer : order.required("answers")) {
            upstream.next(path, script(path, answer));
        }
    }

    private static Script script(String path, JsonNode answer) throws IOException {
        if (answer.path("default").asBoolean()) {
            return new ProviderAnswers();
        }
        if (answer.has("stream")) {
            return stream(
                    answer.get("stream").asText(),
                    Goldens.events(answer.path("golden").asText("openai/chat-stream.sse")));
        }
        int status = answer.required("status").asInt();
        Map<String, String> headers = new HashMap<>();
        answer.path("headers")
                .properties()
                .forEach(field -> headers.put(field.getKey(), field.getValue().asText()));
        if (!answer.has("body")) {
            return ProviderErrors.error(path, status, headers);
        }
        headers.putIfAbsent("x-request-id", "req_upstream");
        return Scripts.answer(status, headers, JSON.writeValueAsBytes(answer.get("body")));
    }

    private static Script stream(String kind, List<String> events) throws IOException {
        List<String> start = events.subList(0, 3);
        return switch (kind) {
            case "play" -> Scripts.events(events);
            case "stepwise" -> Scripts.stepwise(events);
            case "stall" -> Scripts.stallAfter(start);
            case "reset" -> Scripts.resetAfter(start);
            case "break-off" -> Scripts.breakOffAfter(start);
            default -> throw new IOException("Unknown kind of stream " + kind);
        };
    }

    private ArrayNode calls() {
        ArrayNode list = JSON.createArrayNode();
        for (RecordedCall call : upstream.calls()) {
            ObjectNode node = list.addObject()
                    .put("method", call.method())
                    .put("path", call.path())
                    .put("query", call.query())
                    .put("body", call.bodyText())
                    .put("sha256", call.bodySha256())
                    .put("cancelled", call.cancelled());
            ObjectNode headers = node.putObject("headers");
            call.headers().forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        }
        return list;
    }
}
