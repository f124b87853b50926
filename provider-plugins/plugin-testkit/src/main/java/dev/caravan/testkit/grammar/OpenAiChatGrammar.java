package dev.caravan.testkit.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.SseReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * OpenAI's chat stream: chunks of one id, model and time; each choice tells its role first and its finish reason last; tool
 * calls begin with id, type and name, in the order of their indexes; a chunk with the usage and without choices after all of
 * them, where it was asked for; {@code [DONE]}. Source: <a
 * href="https://platform.openai.com/docs/api-reference/chat-streaming">OpenAI's API reference, Streaming</a>.
 */
public final class OpenAiChatGrammar implements StreamGrammar {

    @Override
    public void check(byte[] stream) {
        Run run = new Run();
        SseReader reader = new SseReader((name, data) -> {
            assertThat(name).as("OpenAI's chat events have no names").isEmpty();
            run.event(data);
        });
        reader.read(ByteBuffer.wrap(stream));
        assertThat(run.done || run.failed)
                .as("the stream ends with [DONE] or an error")
                .isTrue();
    }

    private static final class Run {

        private final Map<Integer, Set<Integer>> calls = new HashMap<>();
        private final Set<Integer> begun = new HashSet<>();
        private final Set<Integer> finished = new HashSet<>();
        private final List<String> heads = new ArrayList<>();
        private boolean usage;
        private boolean done;
        private boolean failed;

        void event(String data) {
            assertThat(done || failed)
                    .as("nothing follows the end, but: %s", data)
                    .isFalse();
            if (data.equals("[DONE]")) {
                assertThat(finished).as("every choice has its finish reason").isEqualTo(begun);
                done = true;
                return;
            }
            JsonNode chunk = Json.parse(data);
            assertThat(chunk).as("JSON: %s", data).isNotNull();
            if (chunk.has("error")) {
                assertThat(chunk.path("error").path("message").asText()).isNotBlank();
                failed = true;
                return;
            }
            head(chunk);
            assertThat(usage).as("nothing follows the usage: %s", data).isFalse();
            if (chunk.path("choices").isEmpty()) {
                usage(chunk.path("usage"));
            }
            chunk.path("choices").forEach(this::choice);
        }

        private void head(JsonNode chunk) {
            assertThat(chunk.path("object").asText()).isEqualTo("chat.completion.chunk");
            assertThat(chunk.path("id").asText()).isNotBlank();
            assertThat(chunk.path("created").isIntegralNumber()).isTrue();
            heads.add(chunk.get("id") + " " + chunk.get("created") + " " + chunk.get("model"));
            assertThat(heads).as("one id, time and model").containsOnly(heads.get(0));
        }

        private void usage(JsonNode given) {
            assertThat(finished).as("the usage comes after the choices").isEqualTo(begun);
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
            delta.path("tool_calls").forEach(call -> call(index, call));
            if (choice.path("finish_reason").isTextual()) {
                assertThat(choice.path("finish_reason").asText())
                        .isIn("stop", "length", "tool_calls", "content_filter");
                finished.add(index);
            }
        }

        private void call(int choice, JsonNode call) {
            Set<Integer> known = calls.computeIfAbsent(choice, unused -> new HashSet<>());
            int index = call.path("index").asInt(-1);
            if (known.contains(index)) {
                assertThat(call.has("id"))
                        .as("a call's id stands in its first chunk")
                        .isFalse();
            } else {
                assertThat(index).as("calls begin in order").isEqualTo(known.size());
                assertThat(call.path("id").asText()).isNotBlank();
                assertThat(call.path("type").asText()).isEqualTo("function");
                assertThat(call.path("function").path("name").asText()).isNotBlank();
                known.add(index);
            }
            assertThat(call.path("function").path("arguments").isTextual()).isTrue();
        }
    }
}
