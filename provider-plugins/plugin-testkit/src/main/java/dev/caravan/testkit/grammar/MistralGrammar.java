package dev.caravan.testkit.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.SseReader;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Mistral's chat stream: chunks of one id, model and time; each choice tells its role first and its finish reason last; the
 * content is a string or a list of chunks; tool calls come whole, with ids of their own and in the order of their indexes; the
 * last chunk, and only that one, has the usage; {@code [DONE]}. Source: <a
 * href="https://docs.mistral.ai/api/endpoint/chat">Mistral's API reference</a>, {@code CompletionChunk}.
 */
public final class MistralGrammar implements StreamGrammar {

    private static final Set<String> CHUNKS = Set.of("text", "thinking", "reference", "tool_reference", "image_url");
    private static final Set<String> REASONS = Set.of("stop", "length", "error", "tool_calls");

    @Override
    public void check(byte[] stream) {
        Run run = new Run();
        SseReader reader = new SseReader((name, data) -> {
            assertThat(name).as("Mistral's chat events have no names").isEmpty();
            run.event(data);
        });
        reader.read(ByteBuffer.wrap(stream));
        assertThat(run.done || run.failed)
                .as("the stream ends with [DONE] or an error")
                .isTrue();
    }

    private static final class Run {

        private final Map<Integer, Integer> calls = new HashMap<>();
        private final Set<String> callIds = new HashSet<>();
        private final Set<Integer> begun = new HashSet<>();
        private final Set<Integer> finished = new HashSet<>();
        private @Nullable String head;
        private boolean usage;
        private boolean done;
        private boolean failed;

        void event(String data) {
            assertThat(done || failed)
                    .as("nothing follows the end, but: %s", data)
                    .isFalse();
            if (data.equals("[DONE]")) {
                assertThat(usage).as("the last chunk has the usage").isTrue();
                assertThat(finished).as("every choice has its finish reason").isEqualTo(begun);
                done = true;
                return;
            }
            JsonNode chunk = Json.parse(data);
            assertThat(chunk).as("JSON: %s", data).isNotNull();
            if (chunk.path("object").asText().equals("error")) {
                assertThat(chunk.path("message").asText()).isNotBlank();
                assertThat(chunk.path("type").asText()).isNotBlank();
                failed = true;
                return;
            }
            assertThat(usage).as("nothing follows the usage: %s", data).isFalse();
            head(chunk);
            assertThat(chunk.path("choices").size())
                    .as("each chunk has choices")
                    .isPositive();
            chunk.path("choices").forEach(this::choice);
            if (chunk.has("usage")) {
                usage(chunk.path("usage"));
            }
        }

        private void head(JsonNode chunk) {
            assertThat(chunk.path("object").asText()).isEqualTo("chat.completion.chunk");
            assertThat(chunk.path("id").asText()).isNotBlank();
            assertThat(chunk.path("created").isIntegralNumber()).isTrue();
            assertThat(chunk.path("model").isTextual()).isTrue();
            String own = chunk.get("id") + " " + chunk.get("created") + " " + chunk.get("model");
            assertThat(own).as("one id, time and model").isEqualTo(head == null ? own : head);
            head = own;
        }

        private void usage(JsonNode given) {
            assertThat(finished)
                    .as("the usage comes with the last finish reason")
                    .isEqualTo(begun);
            for (String field : List.of("prompt_tokens", "completion_tokens", "total_tokens")) {
                assertThat(given.path(field).isIntegralNumber()).as(field).isTrue();
            }
            usage = true;
        }

        private void choice(JsonNode choice) {
            int index = choice.path("index").asInt(-1);
            assertThat(index).isNotNegative();
            assertThat(finished).as("choice %d has finished", index).doesNotContain(index);
            JsonNode delta = choice.path("delta");
            assertThat(delta.isObject()).as("each choice has a delta").isTrue();
            assertThat(begun.add(index))
                    .as("the role stands in the first chunk of a choice and only there")
                    .isEqualTo("assistant".equals(delta.path("role").asText()));
            content(delta.path("content"));
            delta.path("tool_calls").forEach(call -> call(index, call));
            assertThat(choice.has("finish_reason")).isTrue();
            if (!choice.get("finish_reason").isNull()) {
                assertThat(choice.path("finish_reason").asText()).isIn(REASONS);
                finished.add(index);
            }
        }

        private void content(JsonNode content) {
            if (content.isMissingNode() || content.isNull() || content.isTextual()) {
                return;
            }
            assertThat(content.isArray()).as("content is a string or a list").isTrue();
            for (JsonNode chunk : content) {
                assertThat(chunk.path("type").asText()).isIn(CHUNKS);
                if (chunk.path("type").asText().equals("text")) {
                    assertThat(chunk.path("text").isTextual()).isTrue();
                } else if (chunk.path("type").asText().equals("thinking")) {
                    assertThat(chunk.path("thinking").isArray()).isTrue();
                    chunk.path("thinking")
                            .forEach(thought -> assertThat(thought.path("type").asText())
                                    .isIn("text", "reference", "tool_reference"));
                }
            }
        }

        private void call(int choice, JsonNode call) {
            int expected = calls.merge(choice, 1, Integer::sum) - 1;
            assertThat(call.path("index").asInt(-1)).as("calls come in order").isEqualTo(expected);
            assertThat(call.path("id").asText()).isNotBlank();
            assertThat(callIds.add(call.path("id").asText()))
                    .as("each call has an id of its own: %s", call)
                    .isTrue();
            assertThat(call.path("function").path("name").asText()).isNotBlank();
            assertThat(call.path("function").path("arguments").isTextual()).isTrue();
        }
    }
}
