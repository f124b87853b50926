package dev.caravan.testkit.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.SseReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stream of Anthropic's Messages API: named events; {@code message_start} with an empty message and its usage in
 * numbers; blocks one after the other, counted from 0, each with deltas of its own kind only; {@code message_delta}
 * with the stop reason and the usage, once all blocks have stopped; {@code message_stop}. {@code ping} anywhere before
 * the end; {@code error} at any place, as the end. Source: <a
 * href="https://platform.claude.com/docs/en/build-with-claude/streaming">Streaming messages</a>.
 */
public final class AnthropicGrammar implements StreamGrammar {

    private static final Set<String> STOP_REASONS = Set.of(
            "end_turn",
            "max_tokens",
            "stop_sequence",
            "tool_use",
            "pause_turn",
            "refusal",
            "model_context_window_exceeded");

    private static final Set<String> ERROR_TYPES = Set.of(
            "invalid_request_error",
            "authentication_error",
            "billing_error",
            "permission_error",
            "not_found_error",
            "conflict_error",
            "request_too_large",
            "rate_limit_error",
            "api_error",
            "timeout_error",
            "overloaded_error");

    private static final Map<String, Set<String>> DELTAS = Map.of(
            "text", Set.of("text_delta", "citations_delta"),
            "thinking", Set.of("thinking_delta", "signature_delta"),
            "tool_use", Set.of("input_json_delta"),
            "server_tool_use", Set.of("input_json_delta"),
            "mcp_tool_use", Set.of("input_json_delta"),
            "compaction", Set.of("compaction_delta"));

    @Override
    public void check(byte[] stream) {
        assertThat(new String(stream, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8))
                .as("the stream is UTF-8")
                .isEqualTo(stream);
        Run run = new Run();
        new SseReader(run::event).read(ByteBuffer.wrap(stream));
        assertThat(run.over)
                .as("the stream ends with message_stop or error, but: %s", run.last)
                .isTrue();
    }

    private static final class Run {

        private final Set<String> calls = new HashSet<>();
        private final StringBuilder input = new StringBuilder();
        private boolean started;
        private int nextIndex;
        private @Nullable String openType;
        private boolean signed;
        private boolean stopReason;
        private long outputTokens;
        private boolean over;
        private String last = "nothing";

        void event(String name, String data) {
            assertThat(over).as("nothing follows the end, but: %s", data).isFalse();
            last = data;
            JsonNode event = Json.parse(data);
            assertThat(event).as("JSON: %s", data).isNotNull();
            assertThat(name).as("the event's name is its type: %s", data).isEqualTo(text(event, "type"));
            switch (name) {
                case "ping" -> {}
                case "error" -> error(event.path("error"));
                case "message_start" -> start(event.path("message"));
                case "content_block_start" -> startBlock(event);
                case "content_block_delta" -> delta(event);
                case "content_block_stop" -> stopBlock(event);
                case "message_delta" -> change(event);
                case "message_stop" -> stop();
                default -> throw new AssertionError("no event of the API: " + data);
            }
        }

        private void error(JsonNode error) {
            assertThat(text(error, "type")).as("the error's type: %s", last).isIn(ERROR_TYPES);
            assertThat(text(error, "message")).as("the error's message").isNotBlank();
            over = true;
        }

        private void start(JsonNode message) {
            assertThat(started).as("one message_start").isFalse();
            started = true;
            assertThat(text(message, "id")).as("the message's id").isNotBlank();
            assertThat(text(message, "type")).isEqualTo("message");
            assertThat(text(message, "role")).isEqualTo("assistant");
            text(message, "model");
            assertThat(message.path("content").isArray()
                            && message.path("content").isEmpty())
                    .as("the message starts with empty content: %s", last)
                    .isTrue();
            for (String field : List.of("stop_reason", "stop_sequence")) {
                assertThat(message.path(field).isNull())
                        .as("%s starts as null", field)
                        .isTrue();
            }
            number(message.path("usage"), "input_tokens");
            outputTokens = number(message.path("usage"), "output_tokens");
        }

        private void startBlock(JsonNode event) {
            assertStarted();
            assertThat(stopReason)
                    .as("no block follows the stop reason, but: %s", last)
                    .isFalse();
            assertThat(openType).as("one block at a time: %s", last).isNull();
            assertThat(number(event, "index")).as("blocks are counted").isEqualTo(nextIndex);
            JsonNode block = event.path("content_block");
            openType = text(block, "type");
            signed = false;
            input.setLength(0);
            switch (openType) {
                case "text" ->
                    assertThat(text(block, "text")).as("a text starts empty").isEmpty();
                case "thinking" -> {
                    assertThat(text(block, "thinking"))
                            .as("thoughts start empty")
                            .isEmpty();
                    assertThat(text(block, "signature"))
                            .as("so does their signature")
                            .isEmpty();
                }
                case "redacted_thinking" -> assertThat(text(block, "data")).isNotEmpty();
                case "tool_use" -> {
                    assertThat(calls.add(text(block, "id")))
                            .as("calls have ids of their own")
                            .isTrue();
                    assertThat(text(block, "id")).isNotBlank();
                    assertThat(text(block, "name")).as("the tool's name").isNotBlank();
                    assertThat(block.path("input").isObject()
                                    && block.path("input").isEmpty())
                            .as("a call starts with an empty input: %s", last)
                            .isTrue();
                }
                default -> assertThat(openType).isNotBlank();
            }
        }

        private void delta(JsonNode event) {
            assertOpen(event);
            JsonNode delta = event.path("delta");
            String type = text(delta, "type");
            assertThat(DELTAS.getOrDefault(String.valueOf(openType), Set.of()))
                    .as("deltas of a block of the type %s", openType)
                    .contains(type);
            assertThat(signed).as("nothing follows the signature: %s", last).isFalse();
            switch (type) {
                case "text_delta" -> text(delta, "text");
                case "thinking_delta" -> text(delta, "thinking");
                case "input_json_delta" -> input.append(text(delta, "partial_json"));
                case "citations_delta" ->
                    assertThat(text(delta.path("citation"), "type")).isNotBlank();
                case "signature_delta" -> {
                    assertThat(text(delta, "signature")).isNotEmpty();
                    signed = true;
                }
                default -> {}
            }
        }

        private void stopBlock(JsonNode event) {
            assertOpen(event);
            if (!input.isEmpty()) {
                JsonNode whole = Json.parse(input.toString());
                assertThat(whole != null && whole.isObject())
                        .as("a call's input is an object: %s", input)
                        .isTrue();
            }
            openType = null;
            nextIndex++;
        }

        private void change(JsonNode event) {
            assertStarted();
            assertThat(openType).as("all blocks have stopped: %s", last).isNull();
            JsonNode delta = event.path("delta");
            assertThat(text(delta, "stop_reason")).isIn(STOP_REASONS);
            JsonNode sequence = delta.path("stop_sequence");
            assertThat(sequence.isNull() || sequence.isTextual())
                    .as("stop_sequence is told: %s", last)
                    .isTrue();
            stopReason = true;
            long counted = number(event.path("usage"), "output_tokens");
            assertThat(counted).as("the usage is cumulative").isGreaterThanOrEqualTo(outputTokens);
            outputTokens = counted;
        }

        private void stop() {
            assertThat(openType).as("all blocks have stopped").isNull();
            assertThat(stopReason).as("message_delta comes before message_stop").isTrue();
            over = true;
        }

        private void assertStarted() {
            assertThat(started).as("message_start comes first, but: %s", last).isTrue();
        }

        private void assertOpen(JsonNode event) {
            assertThat(openType).as("a block is open: %s", last).isNotNull();
            assertThat(number(event, "index"))
                    .as("the open block's index: %s", last)
                    .isEqualTo(nextIndex);
        }

        private String text(JsonNode object, String field) {
            assertThat(object.path(field).isTextual())
                    .as("%s is a string: %s", field, last)
                    .isTrue();
            return object.path(field).textValue();
        }

        private long number(JsonNode object, String field) {
            assertThat(object.path(field).isIntegralNumber())
                    .as("%s is a number: %s", field, last)
                    .isTrue();
            assertThat(object.path(field).longValue()).as(field).isNotNegative();
            return object.path(field).longValue();
        }
    }
}
