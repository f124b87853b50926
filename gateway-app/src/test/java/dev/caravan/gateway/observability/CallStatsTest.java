package dev.caravan.gateway.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.gateway.BareCalls;
import dev.caravan.gateway.edge.CallEnd;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.Targets;
import dev.caravan.spi.chat.Usage;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallStatsTest {

    private final CallStats stats = new CallStats(() -> Instant.parse("2026-03-01T00:00:00Z"));

    @Test
    void timesAreToldByHowManyCallsTookNoLonger() {
        IntStream.rangeClosed(1, 100).forEach(millis -> end("m", 200, CallEnd.Outcome.COMPLETE, millis));

        JsonNode latency = stats.models().path(0).path("latency_ms");

        assertThat(latency.path("mean").asDouble()).isEqualTo(50.5);
        assertThat(latency.path("p50").asDouble()).isBetween(45.0, 56.0);
        assertThat(latency.path("p95").asDouble()).isBetween(88.0, 105.0);
        assertThat(latency.path("p99").asDouble()).isBetween(92.0, 110.0);
    }

    @Test
    void whatBrokeIsAnErrorAndWhoLeftIsNone() {
        end("m", 200, CallEnd.Outcome.BROKEN, 1);
        end("m", 200, CallEnd.Outcome.CLIENT_GONE, 1);
        end("m", 429, CallEnd.Outcome.COMPLETE, 1);

        assertThat(stats.calls().path("calls").asInt()).isEqualTo(3);
        assertThat(stats.calls().path("errors").asInt()).isEqualTo(2);
    }

    @Test
    void thereAreNoMoreLinesThanAPersonReads() {
        IntStream.range(0, 2000).forEach(i -> end("model-" + i, 200, CallEnd.Outcome.COMPLETE, 1));
        end("x".repeat(201), 200, CallEnd.Outcome.COMPLETE, 1);

        assertThat(stats.models())
                .hasSizeLessThan(510)
                .anyMatch(line -> line.path("model").asText().equals("(other)"));
        assertThat(stats.providers().path(0).path("calls").asInt()).isEqualTo(2001);
        assertThat(stats.models().toString()).doesNotContain("xxxx");
    }

    @Test
    void aCallThatNobodyServedIsCountedAsRefused() {
        stats.ended(BareCalls.call(), new CallEnd(401, CallEnd.Outcome.COMPLETE, "invalid_api_key", 1, 1, 1));
        stats.ended(BareCalls.call(), new CallEnd(200, CallEnd.Outcome.COMPLETE, "", 1, 1, 1));

        assertThat(stats.calls().path("refused").asInt()).isEqualTo(1);
        assertThat(stats.calls().path("calls").asInt()).isZero();
    }

    private void end(String model, int status, CallEnd.Outcome outcome, long millis) {
        Call call = BareCalls.call();
        call.offeredTo(Targets.only(new Target(BareCalls.provider("p", null), model)));
        call.spending().used(Usage.of(1, 2));
        stats.ended(call, new CallEnd(status, outcome, "", 1, 1, TimeUnit.MILLISECONDS.toNanos(millis)));
    }
}
