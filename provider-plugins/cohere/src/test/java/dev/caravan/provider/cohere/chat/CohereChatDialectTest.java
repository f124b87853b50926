package dev.caravan.provider.cohere.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.wire.Json;
import dev.caravan.testkit.chat.AnswerFeature;
import dev.caravan.testkit.chat.ChatDialectContract;
import dev.caravan.testkit.chat.RequestFeature;
import dev.caravan.testkit.grammar.CohereGrammar;
import dev.caravan.testkit.grammar.StreamGrammar;
import java.util.EnumSet;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CohereChatDialectTest extends ChatDialectContract {

    @Override
    protected ChatDialect dialect() {
        return new CohereChatDialect();
    }

    @Override
    protected StreamGrammar grammar() {
        return new CohereGrammar();
    }

    @Override
    protected Set<RequestFeature> inexpressibleInRequests() {
        return EnumSet.of(
                RequestFeature.TOOL_CHOICE_NAMED,
                RequestFeature.NO_PARALLEL_CALLS,
                RequestFeature.TOOL_ERROR,
                RequestFeature.DOCUMENT,
                RequestFeature.AUDIO,
                RequestFeature.CHOICES,
                RequestFeature.LOGPROBS,
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
                AnswerFeature.REASONING_TOKENS);
    }

    @Test
    void isFoundByItsName() {
        assertThat(ServiceLoader.load(ChatDialect.class))
                .extracting(ChatDialect::name)
                .contains("cohere");
    }

    @Test
    void readsErrorsByTheirMessage() {
        GatewayError error =
                dialect().decodeError(429, Json.object().put("id", "1").put("message", "too many requests"));

        assertThat(error.status()).isEqualTo(429);
        assertThat(error.text()).isEqualTo("too many requests");
        assertThat(dialect().decodeError(503, null).text()).isEqualTo("The provider answered 503.");
        assertThat(dialect().decodeError(498, Json.object().put("message", "")).text())
                .isEqualTo("The provider answered 498.");
    }
}
