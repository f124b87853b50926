package dev.caravan.testkit.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.SseReader;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cohere's chat stream, version 2: named events whose data repeat the name as their type; {@code message-start} first, {@code
 * message-end} last; blocks of content and tool calls one behind the other, each with a start, deltas and an end under its
 * index; the tool plan before the calls; citations in pairs of a start and an end. An error stands in {@code message-end}.
 * Source: <a href="https://docs.cohere.com/v2/docs/streaming">Cohere, A Guide to Streaming Responses</a>, and the events of <a
 * href="https://docs.cohere.com/reference/chat-stream">its API reference</a>.
 */
public final class CohereGrammar implements StreamGrammar {

    @Override
    public void check(byte[] stream) {
        Run run = new Run();
        new SseReader(run::event).read(ByteBuffer.wrap(stream));
        assertThat(run.ended).as("the stream ends with message-end").isTrue();
    }

    private static final class Run {

        private boolean started;
        private boolean ended;
        private boolean marked;
        private @Nullable String openContent;
        private boolean callIsOpen;
        private final StringBuilder arguments = new StringBuilder();
        private int contents;
        private int calls;
        private int citations;
        private boolean citationIsOpen;

        void event(String name, String data) {
            if (data.equals("[DONE]")) {
                assertThat(ended && !marked)
                        .as("[DONE] stands behind the end, once")
                        .isTrue();
                marked = true;
                return;
            }
            assertThat(ended).as("nothing follows message-end, but: %s", data).isFalse();
            JsonNode event = Json.parse(data);
            assertThat(event).as("JSON: %s", data).isNotNull();
            assertThat(event.path("type").asText())
                    .as("the type is the event's name")
                    .isEqualTo(name);
            if (name.equals("message-end") && event.path("delta").has("error")) {
                error(event.path("delta"));
                return;
            }
            assertThat(started)
                    .as("message-start stands first and only there: %s", data)
                    .isNotEqualTo(name.equals("message-start"));
            assertThat(citationIsOpen)
                    .as("a citation ends before anything else: %s", data)
                    .isEqualTo(name.equals("citation-end"));
            JsonNode message = event.path("delta").path("message");
            switch (name) {
                case "message-start" -> start(event, message);
                case "content-start" -> startContent(event, message.path("content"));
                case "content-delta" -> growContent(event, message.path("content"));
                case "content-end" -> endContent(event);
                case "tool-plan-delta" -> plan(message.path("tool_plan"));
                case "tool-call-start" -> startCall(event, message.path("tool_calls"));
                case "tool-call-delta" -> growCall(event, message.path("tool_calls"));
                case "tool-call-end" -> endCall(event);
                case "citation-start" -> cite(event, message.path("citations"));
                case "citation-end" -> endCitation(event);
                case "message-end" -> end(event.path("delta"));
                default -> throw new AssertionError("no event of the dialect: " + name);
            }
        }

        private void start(JsonNode event, JsonNode message) {
            assertThat(event.path("id").asText()).as("the answer's id").isNotBlank();
            assertThat(message.path("role").asText()).isEqualTo("assistant");
            started = true;
        }

        private void startContent(JsonNode event, JsonNode content) {
            assertNothingOpen(event);
            assertIndex(event, contents);
            String type = content.path("type").asText();
            assertThat(type).isIn("text", "thinking");
            assertThat(content.path(type).isTextual()).as("%s: a string", type).isTrue();
            openContent = type;
        }

        private void growContent(JsonNode event, JsonNode content) {
            assertThat(openContent).as("content is open: %s", event).isNotNull();
            assertIndex(event, contents);
            assertThat(content.path(openContent).isTextual())
                    .as("a %s grows: %s", openContent, event)
                    .isTrue();
            if (event.has("logprobs")) {
                assertThat(event.path("logprobs").path("token_ids").isArray()).isTrue();
            }
        }

        private void endContent(JsonNode event) {
            assertThat(openContent).as("content is open: %s", event).isNotNull();
            assertIndex(event, contents);
            openContent = null;
            contents++;
        }

        private void plan(JsonNode plan) {
            assertThat(openContent == null && calls == 0 && !callIsOpen)
                    .as("the plan stands before the calls, beside no content")
                    .isTrue();
            assertThat(plan.isTextual()).isTrue();
        }

        private void startCall(JsonNode event, JsonNode call) {
            assertNothingOpen(event);
            assertIndex(event, calls);
            assertThat(call.path("id").asText()).isNotBlank();
            assertThat(call.path("type").asText()).isEqualTo("function");
            assertThat(call.path("function").path("name").asText()).isNotBlank();
            callIsOpen = true;
            arguments.setLength(0);
            addArguments(call);
        }

        private void growCall(JsonNode event, JsonNode call) {
            assertThat(callIsOpen).as("a call is open: %s", event).isTrue();
            assertIndex(event, calls);
            addArguments(call);
        }

        private void addArguments(JsonNode call) {
            JsonNode more = call.path("function").path("arguments");
            assertThat(more.isTextual()).as("arguments are text").isTrue();
            arguments.append(more.textValue());
        }

        private void endCall(JsonNode event) {
            assertThat(callIsOpen).as("a call is open: %s", event).isTrue();
            assertIndex(event, calls);
            JsonNode whole = Json.parse(arguments.toString());
            assertThat(whole != null && whole.isObject())
                    .as("arguments are an object: %s", arguments)
                    .isTrue();
            callIsOpen = false;
            calls++;
        }

        private void cite(JsonNode event, JsonNode citation) {
            assertIndex(event, citations);
            assertThat(openContent != null || contents > 0)
                    .as("there is something to cite")
                    .isTrue();
            assertThat(citation.path("sources").isArray())
                    .as("a citation has sources")
                    .isTrue();
            citationIsOpen = true;
        }

        private void endCitation(JsonNode event) {
            assertIndex(event, citations);
            citationIsOpen = false;
            citations++;
        }

        private void end(JsonNode delta) {
            assertNothingOpen(delta);
            assertThat(delta.path("finish_reason").asText())
                    .isIn("COMPLETE", "STOP_SEQUENCE", "MAX_TOKENS", "TOOL_CALL", "ERROR", "TIMEOUT");
            JsonNode usage = delta.path("usage");
            if (!usage.isMissingNode()) {
                JsonNode tokens = usage.path("tokens");
                assertThat(tokens.path("input_tokens").isNumber()
                                || tokens.path("output_tokens").isNumber())
                        .as("the usage counts tokens: %s", usage)
                        .isTrue();
            }
            ended = true;
        }

        /** An error may break off anything. */
        private void error(JsonNode delta) {
            assertThat(delta.path("error").asText()).as("the error's message").isNotBlank();
            assertThat(delta.path("finish_reason").asText()).isIn("ERROR", "TIMEOUT");
            ended = true;
        }

        private void assertNothingOpen(JsonNode event) {
            assertThat(openContent == null && !callIsOpen)
                    .as("what was begun has ended before: %s", event)
                    .isTrue();
        }

        private static void assertIndex(JsonNode event, int expected) {
            assertThat(event.path("index").asInt(-1)).as("the index: %s", event).isEqualTo(expected);
        }
    }
}
