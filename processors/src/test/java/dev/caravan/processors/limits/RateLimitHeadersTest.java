package dev.caravan.processors.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.dialect.ErrorDialect;
import dev.caravan.processors.dialect.ErrorDialects;
import dev.caravan.processors.request.TestCall;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitHeadersTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00.250Z");
    private static final Standing STANDING =
            new Standing(100, 42, 5_000 + Duration.ofMillis(34_800).toNanos());

    private final HttpHeaders headers = new DefaultHttpHeaders();

    @Test
    void openAisClientsReadTheirNames() {
        headers.set("x-ratelimit-limit-requests", "10000").set("x-ratelimit-limit-tokens", "2000000");

        tell(ErrorDialects.OPENAI);

        assertThat(headers.get("x-ratelimit-limit-requests")).isEqualTo("100");
        assertThat(headers.get("x-ratelimit-remaining-requests")).isEqualTo("42");
        assertThat(headers.get("x-ratelimit-reset-requests")).isEqualTo("34.8s");
        assertThat(headers.get("x-ratelimit-limit-tokens")).isEqualTo("2000000");
    }

    @Test
    void responsesClientsReadOpenAisNames() {
        tell(ErrorDialects.RESPONSES);

        assertThat(headers.get("x-ratelimit-remaining-requests")).isEqualTo("42");
    }

    @Test
    void anthropicsClientsReadTheirNamesAndAWholeSecond() {
        tell(ErrorDialects.ANTHROPIC);

        assertThat(headers.get("anthropic-ratelimit-requests-limit")).isEqualTo("100");
        assertThat(headers.get("anthropic-ratelimit-requests-remaining")).isEqualTo("42");
        assertThat(headers.get("anthropic-ratelimit-requests-reset")).isEqualTo("2026-01-01T12:00:36Z");
        assertThat(headers.names()).hasSize(3);
    }

    @Test
    void tokensAreToldBesideRequestsOrWithoutThem() {
        Standing tokens =
                new Standing(40_000, 1_200, 5_000 + Duration.ofSeconds(59).toNanos());
        headers.set("x-ratelimit-limit-requests", "10000");

        RateLimitHeaders.tell(headers, ErrorDialects.OPENAI, new Standings(null, tokens), 5_000, NOW);

        assertThat(headers.get("x-ratelimit-limit-tokens")).isEqualTo("40000");
        assertThat(headers.get("x-ratelimit-remaining-tokens")).isEqualTo("1200");
        assertThat(headers.get("x-ratelimit-reset-tokens")).isEqualTo("59s");
        assertThat(headers.get("x-ratelimit-limit-requests")).isEqualTo("10000");
        headers.clear();
        RateLimitHeaders.tell(headers, ErrorDialects.ANTHROPIC, new Standings(STANDING, tokens), 5_000, NOW);
        assertThat(headers.get("anthropic-ratelimit-tokens-limit")).isEqualTo("40000");
        assertThat(headers.get("anthropic-ratelimit-tokens-remaining")).isEqualTo("1200");
        assertThat(headers.get("anthropic-ratelimit-tokens-reset")).isEqualTo("2026-01-01T12:01:00Z");
        assertThat(headers.names()).hasSize(6);
    }

    @Test
    void otherClientsHaveNoNamesForIt() {
        tell(ErrorDialects.GEMINI);

        assertThat(headers.isEmpty()).isTrue();
    }

    @Test
    void theProvidersOwnStayWhereTheGatewayHasNoLimit() {
        headers.set("x-ratelimit-limit-requests", "10000");

        RateLimitHeaders.tell(headers, TestCall.post("/v1/chat/completions").build());

        assertThat(headers.get("x-ratelimit-limit-requests")).isEqualTo("10000");
        assertThat(headers.names()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1, 1ms",
        "120000000, 120ms",
        "119000001, 120ms",
        "999000001, 1s",
        "1500000000, 1.5s",
        "8640000000, 8.64s",
        "20000000000, 20s",
        "60000000000, 1m0s",
        "360000000000, 6m0s",
        "3600000000000, 1h0m0s",
        "3723500000000, 1h2m3.5s"
    })
    void timesAreWrittenAsOpenAiDoes(long nanos, String text) {
        assertThat(GoDuration.format(Duration.ofNanos(nanos))).isEqualTo(text);
    }

    private void tell(ErrorDialect caller) {
        RateLimitHeaders.tell(headers, caller, new Standings(STANDING, null), 5_000, NOW);
    }
}
