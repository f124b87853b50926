package dev.caravan.provider.ollama.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.wire.Json;
import dev.caravan.testkit.chat.AnswerFeature;
import dev.caravan.testkit.chat.ChatDialectContract;
import dev.caravan.testkit.chat.RequestFeature;
import dev.caravan.testkit.grammar.OllamaGrammar;
import dev.caravan.testkit.grammar.StreamGrammar;
import java.util.EnumSet;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OllamaChatDialectTest extends ChatDialectContract {

    @Override
    protected ChatDialect dialect() {
        return new OllamaChatDialect();
    }

    @Override
    protected StreamGrammar grammar() {
        return OllamaGrammar.chat();
    }

    @Override
    protected Set<RequestFeature> inexpressibleInRequests() {
        return EnumSet.of(
                RequestFeature.TOOL_CHOICE_REQUIRED,
                RequestFeature.TOOL_CHOICE_NAMED,
                RequestFeature.TOOL_CHOICE_NONE,
                RequestFeature.NO_PARALLEL_CALLS,
                RequestFeature.TOOL_ERROR,
                RequestFeature.IMAGE_URL,
                RequestFeature.DOCUMENT,
                RequestFeature.AUDIO,
                RequestFeature.CHOICES,
                RequestFeature.CACHE_HINT,
                RequestFeature.USER,
                RequestFeature.METADATA);
    }

    @Override
    protected Set<AnswerFeature> inexpressibleInAnswers() {
        return EnumSet.of(
                AnswerFeature.SIGNED_TOOL_CALL,
                AnswerFeature.SIGNED_REASONING,
                AnswerFeature.REFUSAL,
                AnswerFeature.STOP_SEQUENCE,
                AnswerFeature.CONTENT_FILTER,
                AnswerFeature.CACHED_TOKENS,
                AnswerFeature.REASONING_TOKENS);
    }

    @Test
    void isFoundByItsNameTogetherWithTheOtherForm() {
        assertThat(ServiceLoader.load(ChatDialect.class))
                .extracting(ChatDialect::name)
                .contains("ollama", "ollama-generate");
        assertThat(dialect().streamContentType()).isEqualTo("application/x-ndjson");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"error":"model 'x' not found"}                     | model 'x' not found
            {"error":{"message":"model 'x' not found"}}         | model 'x' not found
            {"message":"no such path"}                          | no such path
            {"error":""}                                        | The provider answered 404.
            {"error":7}                                         | The provider answered 404.
            """)
    void readsErrorsByTheirMessage(String body, String message) {
        assertThat(dialect()
                        .decodeError(404, Objects.requireNonNull(Json.parse(body)))
                        .text())
                .isEqualTo(message);
    }
}
