package dev.caravan.gateway.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.gateway.edge.CallEnd;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallClock;
import dev.caravan.processors.call.CallRequest;
import dev.caravan.processors.call.RequestBody;
import dev.caravan.processors.dialect.ErrorDialects;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.Targets;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Upstream;
import dev.caravan.spi.chat.Usage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class UsageMetricsTest {

    private static final CallEnd END = new CallEnd(200, CallEnd.Outcome.COMPLETE, "", 1, 1, 1);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final UsageMetrics metrics = new UsageMetrics(registry);

    @Test
    void tokensAndCostsAreCountedByProvider() {
        end("openai", Usage.of(100, 20), "0.25");
        end("openai", Usage.of(10, Usage.UNKNOWN), null);
        end("groq", Usage.of(1, 2), "0.5");

        assertThat(tokens("openai", "input")).isEqualTo(110);
        assertThat(tokens("openai", "output")).isEqualTo(20);
        assertThat(tokens("groq", "output")).isEqualTo(2);
        assertThat(registry.get("caravan.cost.usd")
                        .tag("provider", "openai")
                        .counter()
                        .count())
                .isEqualTo(0.25);
    }

    @Test
    void aCallThatUsedNothingMakesNoSeries() {
        end("openai", Usage.NONE, null);

        assertThat(registry.getMeters()).isEmpty();
    }

    private void end(String provider, Usage usage, String cost) {
        Call call = new Call(
                "01a1fd20-0000-7000-8000-000000000000",
                ImmediateEventExecutor.INSTANCE,
                new CallRequest("POST", "/", null, Map.of(), new DefaultHttpHeaders(), "10.0.0.1"),
                new NoBody(),
                ErrorDialects.OPENAI,
                new CallClock(0));
        Duration second = Duration.ofSeconds(1);
        call.offeredTo(Targets.only(new Target(
                new ConfiguredProvider(
                        provider,
                        "p",
                        new NoProvider(),
                        false,
                        List.of(),
                        Map.of(),
                        Set.of(),
                        new ConfiguredProvider.Timeouts(second, second, second, second)),
                "m")));
        call.used(usage);
        if (cost != null) {
            call.costs(new BigDecimal(cost));
        }
        metrics.ended(call, END);
    }

    private double tokens(String provider, String direction) {
        return registry.get("caravan.tokens")
                .tag("provider", provider)
                .tag("direction", direction)
                .counter()
                .count();
    }

    private static final class NoProvider implements Provider {

        @Override
        public Set<Operation> operations() {
            return Set.of();
        }

        @Override
        public boolean hasCredentials() {
            return true;
        }

        @Override
        public Upstream prepare(ProviderRequest request) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class NoBody implements RequestBody {

        @Override
        public long declaredLength() {
            return 0;
        }

        @Override
        public Mono<ByteBuf> whole(long limit) {
            return Mono.empty();
        }

        @Override
        public Flux<ByteBuf> stream() {
            return Flux.empty();
        }
    }
}
