package dev.caravan.processors.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.processors.translation.Dialects;
import dev.caravan.provider.openai.chat.OpenAiChatDialect;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtractorTest {

    private static final String REQUEST =
            """
            {"model": "gpt-4o-mini", "user": "alice",
             "messages": [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hello"}]}
            """;

    private final Extractor extractor = new Extractor(new Dialects(List.of(new OpenAiChatDialect()), List.of()));

    @Test
    void aWholeAnswerTellsItsWordsAndItsUse() {
        Extracted found = extract(
                REQUEST,
                json(
                        """
                        {"choices": [{"message": {"content": "Hi there!"}, "finish_reason": "stop"}],
                         "usage": {"prompt_tokens": 10, "completion_tokens": 5}}
                        """));

        assertThat(found.model()).isEqualTo("gpt-4o-mini");
        assertThat(found.user()).isEqualTo("alice");
        assertThat(found.content().prompt()).isEqualTo("Hello");
        assertThat(found.content().completion()).isEqualTo("Hi there!");
        assertThat(found.content().metadata()).containsEntry("finish_reason", "stop");
        assertThat(found.usage().input()).isEqualTo(10);
        assertThat(found.usage().output()).isEqualTo(5);
    }

    @Test
    void aRecordedStreamTellsWhatHasComeAlsoWhereItBrokeOff() {
        String stream =
                """
                data: {"id":"c1","object":"chat.completion.chunk","model":"gpt-4o-mini-2024","choices":[{"index":0,"delta":{"role":"assistant","content":"Hi "}}]}

                data: {"id":"c1","object":"chat.completion.chunk","model":"gpt-4o-mini-2024","choices":[{"index":0,"delta":{"content":"there"}}]}

                """;

        Extracted found = extract(REQUEST, new TextNode(stream));

        assertThat(found.content().completion()).isEqualTo("Hi there");
        assertThat(found.servedModel()).isEqualTo("gpt-4o-mini-2024");
    }

    @Test
    void callsOfToolsAreKeptAsJson() {
        Extracted found = extract(
                REQUEST,
                json(
                        """
                        {"choices": [{"message": {"role": "assistant", "content": null, "tool_calls": [
                          {"id": "call_1", "type": "function", "function": {"name": "find", "arguments": "{\\"q\\":1}"}}]},
                          "finish_reason": "tool_calls"}]}
                        """));

        assertThat(found.content().toolCalls())
                .isEqualTo("[{\"id\":\"call_1\",\"name\":\"find\",\"arguments\":\"{\\\"q\\\":1}\"}]");
        assertThat(found.finishReason()).isEqualTo("tool_calls");
    }

    @Test
    void oneSideThatCannotBeReadDoesNotSpoilTheOther() {
        Extracted found = extract(REQUEST, json("{\"error\": {\"message\": \"no\"}}"));

        assertThat(found.content().prompt()).isEqualTo("Hello");
        assertThat(found.content().completion()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/unknown", "", "/v1/messages"})
    void whatSpeaksNoKnownDialectIsLeftAlone(String path) {
        assertThat(extractor.extract(path, json(REQUEST), null)).isEmpty();
    }

    @Test
    void bodiesThatAreNoneAreLeftAlone() {
        assertThat(extractor.extract("/v1/chat/completions", null, null)).isEmpty();
        assertThat(extractor.extract("/v1/chat/completions", new TextNode("what?"), json("[1]")))
                .isEmpty();
    }

    private Extracted extract(String request, JsonNode response) {
        return extractor
                .extract("/openai/v1/chat/completions?x=1", json(request), response)
                .orElseThrow();
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.parse(text));
    }
}
