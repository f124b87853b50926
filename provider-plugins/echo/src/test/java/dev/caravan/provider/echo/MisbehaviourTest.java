package dev.caravan.provider.echo;

import static dev.caravan.provider.echo.EchoCalls.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.LocalAnswer;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.testkit.CollectingSubscriber;
import dev.caravan.testkit.Requests;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MisbehaviourTest {

    private static final String CHAT =
            "{'model':'%s','stream':%s,'messages':[{'role':'user','content':'Hello world'}]}";

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error, ''",
        "401, invalid_request_error, invalid_api_key",
        "404, invalid_request_error, model_not_found",
        "429, requests, rate_limit_exceeded",
        "500, server_error, ''",
        "529, server_error, ''",
    })
    void failsWithTheStatusInTheModelNameAsOpenAiDoes(int status, String type, String code) {
        LocalAnswer answer = chat(Map.of(), "echo-1?fail-status=" + status, true);

        JsonNode error = EchoCalls.json(answer).get("error");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(EchoCalls.header(answer, "content-type")).isEqualTo("application/json");
        assertThat(error.fieldNames()).toIterable().containsExactly("message", "type", "param", "code");
        assertThat(error.get("type").textValue()).isEqualTo(type);
        assertThat(error.get("code").isNull() ? "" : error.get("code").textValue())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"429, 1", "503, 1", "500, (none)"})
    void saysWhenToComeAgainWhereThatHelps(int status, String retryAfter) {
        assertThat(EchoCalls.header(chat(Map.of(), "echo-1?fail-status=" + status, false), "retry-after"))
                .isEqualTo(retryAfter);
    }

    @Test
    void failsEveryOperationWhenItsSettingsSaySo() {
        try (Provider provider = EchoCalls.provider(Map.of("fail-status", 503))) {
            for (Operation operation : provider.operations()) {
                assertThat(((LocalAnswer) provider.prepare(Requests.valid(operation))).status())
                        .as(operation.path())
                        .isEqualTo(503);
            }
        }
    }

    @Test
    void takesTheModelNameOverItsSettings() {
        assertThat(chat(Map.of("fail-status", 503), "echo-1?fail-status=429", false)
                        .status())
                .isEqualTo(429);
    }

    @Test
    void answersUnderTheNameWithoutItsQuery() {
        LocalAnswer answer = chat(Map.of(), "echo-1?delay=1ms&chunk-delay=1ms", false);

        assertThat(EchoCalls.json(answer).get("model").textValue()).isEqualTo("echo-1");
    }

    @Test
    void takesTheNameThatTheGatewayGivesRatherThanTheOneInTheBody() {
        try (Provider provider = EchoCalls.provider(Map.of())) {
            LocalAnswer answer = (LocalAnswer) provider.prepare(
                    Requests.chat(CHAT.formatted("alias", false).replace('\'', '"'))
                            .model("echo-1?fail-status=418")
                            .build());

            assertThat(answer.status()).isEqualTo(418);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void breaksAStreamAfterThatManyChunks(int chunks) {
        CollectingSubscriber body = CollectingSubscriber.readAll(
                chat(Map.of(), "echo-1?break-after=" + chunks, true).body(), PATIENCE);

        assertThat(body.items()).hasSize(chunks);
        assertThat(body.failure()).isInstanceOf(IOException.class);
        assertThat(body.isComplete()).isFalse();
    }

    @Test
    void breaksAWholeAnswerInTheMiddle() {
        String whole = EchoCalls.text(chat(Map.of(), "echo-1", false));

        LocalAnswer broken = chat(Map.of("break-after", 1), "echo-1", false);
        CollectingSubscriber body = CollectingSubscriber.readAll(broken.body(), PATIENCE);

        assertThat(EchoCalls.header(broken, "content-length")).isEqualTo(String.valueOf(whole.length()));
        assertThat(body.text()).isEqualTo(whole.substring(0, whole.length() / 2));
        assertThat(body.failure()).isInstanceOf(IOException.class);
    }

    @Test
    void doesNotBreakAnAnswerOfFewerChunks() {
        CollectingSubscriber body = CollectingSubscriber.readAll(
                chat(Map.of(), "echo-1?break-after=1000", true).body(), PATIENCE);

        assertThat(body.isComplete()).isTrue();
        assertThat(body.text()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void waitsBeforeTheFirstByte() {
        assertThat(timeOf("echo-1?delay=120ms", true)).isBetween(Duration.ofMillis(120), PATIENCE);
    }

    @Test
    void waitsBetweenChunks() {
        // Six events: the role, three words, the reason, [DONE]; so five times between them.
        assertThat(timeOf("echo-1?chunk-delay=30ms", true)).isBetween(Duration.ofMillis(150), PATIENCE);
        assertThat(timeOf("echo-1?chunk-delay=60ms", false)).isBetween(Duration.ofMillis(60), PATIENCE);
    }

    @ParameterizedTest
    @CsvSource({
        "echo-1?delay=soon, model.delay",
        "echo-1?delay=2h, model.delay",
        "echo-1?fail-status=200, model.fail-status",
        "echo-1?break-after=-1, model.break-after",
        "echo-1?explode=yes, model.explode",
        "echo-1?, model",
    })
    void refusesAModelNameWhoseQueryItDoesNotUnderstand(String model, String key) {
        assertThatThrownBy(() -> chat(Map.of(), model, false)).isInstanceOfSatisfying(GatewayError.class, error -> {
            assertThat(error.status()).isEqualTo(400);
            assertThat(error.param()).isEqualTo("model");
            assertThat(error.text()).startsWith(key);
        });
    }

    private static Duration timeOf(String model, boolean stream) {
        try (Provider provider = EchoCalls.provider(Map.of())) {
            LocalAnswer answer = (LocalAnswer)
                    provider.prepare(EchoCalls.request(Operation.CHAT_COMPLETIONS, CHAT.formatted(model, stream)));
            long start = System.nanoTime();
            assertThat(CollectingSubscriber.readAll(answer.body(), PATIENCE).isComplete())
                    .isTrue();
            return Duration.ofNanos(System.nanoTime() - start);
        }
    }

    private static LocalAnswer chat(Map<String, Object> settings, String model, boolean stream) {
        Provider provider = EchoCalls.provider(settings);
        return (LocalAnswer)
                provider.prepare(EchoCalls.request(Operation.CHAT_COMPLETIONS, CHAT.formatted(model, stream)));
    }
}
