package dev.caravan.testkit.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * Ollama's streams: lines of JSON, each with the model and a time, not done but for the last one, which tells why it is done;
 * tool calls whole, with an object of arguments. An error is a line of its own and the last one. Source: <a
 * href="https://docs.ollama.com/api/chat">Ollama's API reference</a> and <a href="https://docs.ollama.com/api/errors">its page
 * on errors</a>.
 */
public final class OllamaGrammar implements StreamGrammar {

    private static final List<String> COUNTS = List.of(
            "total_duration",
            "load_duration",
            "prompt_eval_count",
            "prompt_eval_duration",
            "eval_count",
            "eval_duration");

    private final boolean chat;

    private OllamaGrammar(boolean chat) {
        this.chat = chat;
    }

    /** The grammar of {@code /api/chat}: each line holds a piece of a message. */
    public static OllamaGrammar chat() {
        return new OllamaGrammar(true);
    }

    /** The grammar of {@code /api/generate}: each line holds a piece of the response. */
    public static OllamaGrammar generate() {
        return new OllamaGrammar(false);
    }

    @Override
    public void check(byte[] stream) {
        String text = new String(stream, StandardCharsets.UTF_8);
        assertThat(text).as("every line ends").endsWith("\n");
        String[] lines = text.substring(0, text.length() - 1).split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            line(lines[i], i == lines.length - 1);
        }
    }

    private void line(String text, boolean last) {
        JsonNode line = Json.parse(text);
        assertThat(line != null && line.isObject()).as("an object: %s", text).isTrue();
        if (line.has("error")) {
            assertThat(line.path("error").asText()).as("the error's message").isNotBlank();
            assertThat(last).as("nothing follows an error: %s", text).isTrue();
            return;
        }
        assertThat(line.path("model").isTextual()).as("the model: %s", text).isTrue();
        assertThatCode(() -> OffsetDateTime.parse(line.path("created_at").asText()))
                .as("the time: %s", text)
                .doesNotThrowAnyException();
        assertThat(line.path("done").isBoolean()).as("done or not: %s", text).isTrue();
        assertThat(line.path("done").booleanValue())
                .as("the last line, and only it, is done: %s", text)
                .isEqualTo(last);
        assertThat(line.has(chat ? "response" : "message"))
                .as("of the other form: %s", text)
                .isFalse();
        said(chat ? line.path("message") : line, text);
        if (last) {
            assertThat(line.path("done_reason").asText()).isIn("stop", "length", "load", "unload");
        } else {
            assertThat(line.has("done_reason"))
                    .as("a reason, not done: %s", text)
                    .isFalse();
        }
        for (String count : COUNTS) {
            assertThat(!line.has(count) || last && line.path(count).isIntegralNumber())
                    .as("%s: a number in the last line: %s", count, text)
                    .isTrue();
        }
        assertThat(!line.has("logprobs") || line.path("logprobs").isArray())
                .as("logprobs: %s", text)
                .isTrue();
    }

    private void said(JsonNode said, String text) {
        if (chat) {
            assertThat(said.path("role").asText()).as("the role: %s", text).isEqualTo("assistant");
        } else {
            assertThat(said.has("tool_calls")).as("no tools here: %s", text).isFalse();
        }
        assertThat(said.path(chat ? "content" : "response").isTextual())
                .as("the text: %s", text)
                .isTrue();
        assertThat(!said.has("thinking") || said.path("thinking").isTextual())
                .as("the thoughts: %s", text)
                .isTrue();
        for (JsonNode call : said.path("tool_calls")) {
            assertThat(call.path("function").path("name").asText())
                    .as("the tool's name: %s", text)
                    .isNotBlank();
            assertThat(call.path("function").path("arguments").isObject())
                    .as("arguments are an object: %s", text)
                    .isTrue();
        }
    }
}
