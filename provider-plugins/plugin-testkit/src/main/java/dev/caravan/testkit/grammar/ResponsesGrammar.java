package dev.caravan.testkit.grammar;

import static dev.caravan.testkit.grammar.ResponsesEvent.array;
import static dev.caravan.testkit.grammar.ResponsesEvent.index;
import static dev.caravan.testkit.grammar.ResponsesEvent.require;
import static dev.caravan.testkit.grammar.ResponsesEvent.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.SseReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The events of a streamed answer of OpenAI's Responses API. Sources: <a
 * href="https://platform.openai.com/docs/api-reference/responses-streaming">Streaming events</a>, the types and the accumulator
 * of {@code openai-node}, which throws for an item or a part at the wrong index.
 */
public final class ResponsesGrammar implements StreamGrammar {

    /** What {@code Response} of OpenAI's SDKs always has. */
    private static final List<String> RESPONSE_FIELDS = List.of(
            "id",
            "object",
            "created_at",
            "status",
            "error",
            "incomplete_details",
            "instructions",
            "metadata",
            "model",
            "output",
            "parallel_tool_calls",
            "temperature",
            "tool_choice",
            "tools",
            "top_p");

    @Override
    public void check(byte[] stream) {
        Checker checker = new Checker();
        new SseReader(checker::event).read(ByteBuffer.wrap(stream));
        String text = new String(stream, StandardCharsets.UTF_8).replace("\r\n", "\n");
        require(text.endsWith("\n\n"), "the last event has no blank line behind it");
        checker.end();
    }

    /** The state of one stream. */
    private static final class Checker {

        private final List<ResponsesItem> items = new ArrayList<>();
        private final Set<String> ids = new HashSet<>();
        private @Nullable ObjectNode created;
        private int sequence;
        private boolean inProgress;
        private boolean error;
        private boolean over;

        void event(String name, String data) {
            require(!data.equals("[DONE]"), "[DONE] is no event of this dialect");
            require(Json.parse(data) instanceof ObjectNode, "the data of '" + name + "' is no JSON object: " + data);
            JsonNode event = Json.parse(data);
            if (event == null) {
                return;
            }
            String type = text(event, "type");
            require(name.equals(type), "the event line says '" + name + "', the type is '" + type + "'");
            require(!over, type + " after the end");
            require(index(event, "sequence_number") == sequence, type + " has not the number " + sequence);
            sequence++;
            require(!error || type.equals("response.failed"), type + " after an error");
            if (type.equals("error")) {
                error(event);
            } else if (created == null) {
                require(type.equals("response.created"), type + " before response.created");
                created = response(event, "in_progress");
                require(array(created, "output").isEmpty(), "a response begins without output");
            } else {
                afterStart(type, event);
            }
        }

        private void error(JsonNode event) {
            error = true;
            text(event, "message");
            require(event.has("code") && event.has("param"), "an error has code, message and param");
        }

        private void afterStart(String type, JsonNode event) {
            switch (type) {
                case "response.queued" -> response(event, "queued");
                case "response.in_progress" -> {
                    require(!inProgress && items.isEmpty(), "response.in_progress comes once, before the output");
                    inProgress = true;
                    response(event, "in_progress");
                }
                case "response.completed", "response.incomplete" -> {
                    require(inProgress, type + " before response.in_progress");
                    finish(response(event, type.substring("response.".length())));
                }
                case "response.failed" -> {
                    JsonNode why = response(event, "failed").get("error");
                    text(why, "code");
                    text(why, "message");
                    over = true;
                }
                default -> {
                    require(inProgress, type + " before response.in_progress");
                    output(type, event);
                }
            }
        }

        private ObjectNode response(JsonNode event, String status) {
            if (!(event.get("response") instanceof ObjectNode response)) {
                throw new AssertionError("no response in " + event);
            }
            for (String field : RESPONSE_FIELDS) {
                require(response.has(field), "a response lacks " + field + ": " + response);
            }
            require(text(response, "object").equals("response"), "the object is no response");
            require(text(response, "id").startsWith("resp_"), "a response's id begins with resp_");
            require(text(response, "status").equals(status), "a status other than " + status + ": " + response);
            require(response.get("created_at").isNumber(), "created_at is no number");
            require(response.get("parallel_tool_calls").isBoolean(), "parallel_tool_calls is no boolean");
            text(response, "model");
            array(response, "output");
            array(response, "tools");
            if (created != null) {
                for (String field : List.of("id", "created_at", "model")) {
                    require(response.get(field).equals(created.get(field)), field + " changes within the stream");
                }
            }
            return response;
        }

        private void finish(ObjectNode response) {
            ArrayNode output = array(response, "output");
            require(output.size() == items.size(), "the response has other items than the stream told");
            for (int i = 0; i < items.size(); i++) {
                ObjectNode told = items.get(i).done;
                require(told != null, "item " + i + " is not done");
                require(comparable(output.get(i)).equals(comparable(told)), "item " + i + " is not what was told");
            }
            boolean cut = text(response, "status").equals("incomplete");
            require(cut == response.get("incomplete_details").isObject(), "incomplete_details do not fit the status");
            JsonNode usage = response.path("usage");
            if (usage.isObject()) {
                for (String count : List.of("input_tokens", "output_tokens", "total_tokens")) {
                    index(usage, count);
                }
                index(usage.path("input_tokens_details"), "cached_tokens");
                index(usage.path("output_tokens_details"), "reasoning_tokens");
            }
            over = true;
        }

        /** Log probabilities may come to be known after their text. */
        private static JsonNode comparable(@Nullable JsonNode item) {
            if (item == null) {
                return Json.object();
            }
            JsonNode copy = item.deepCopy();
            for (JsonNode content : copy.path("content")) {
                if (content instanceof ObjectNode part) {
                    part.remove("logprobs");
                }
            }
            return copy;
        }

        private void output(String type, JsonNode event) {
            int place = index(event, "output_index");
            if (type.equals("response.output_item.added")) {
                require(place == items.size(), "an item is added at " + place + ", not at " + items.size());
                ResponsesItem item = new ResponsesItem(event.path("item"));
                require(ids.add(item.id), "two items have the id " + item.id);
                require(item.callId == null || ids.add(item.callId), "two calls have the id " + item.callId);
                items.add(item);
                return;
            }
            require(place >= 0 && place < items.size(), type + " for an item that was not added");
            ResponsesItem item = items.get(place);
            require(item.done == null, type + " for an item that is done");
            if (type.equals("response.output_item.done")) {
                item.finish(event.path("item"));
                return;
            }
            require(text(event, "item_id").equals(item.id), type + " has the id of another item");
            item.event(type, event);
        }

        void end() {
            require(over || error, "the stream ends neither well nor in an error");
        }
    }
}
