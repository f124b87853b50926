package dev.caravan.gateway;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallClock;
import dev.caravan.processors.call.CallRequest;
import dev.caravan.processors.call.RequestBody;
import dev.caravan.processors.dialect.ErrorDialects;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Calls and providers for tests in which nothing is sent. */
public final class BareCalls {

    private BareCalls() {}

    /** A call without a body. */
    public static Call call() {
        return call(new CallRequest("POST", "/", null, Map.of(), new DefaultHttpHeaders(), "10.0.0.1"));
    }

    /** A call without a body. */
    public static Call call(CallRequest request) {
        return new Call(
                "01a1fd20-0000-7000-8000-000000000000",
                ImmediateEventExecutor.INSTANCE,
                request,
                new NoBody(),
                ErrorDialects.OPENAI,
                new CallClock(0));
    }

    /** @param dialect what the provider speaks; null when it does not matter */
    public static ConfiguredProvider provider(String name, @Nullable String dialect) {
        Duration second = Duration.ofSeconds(1);
        return new ConfiguredProvider(
                name,
                "p",
                new Speaker(dialect),
                false,
                List.of(),
                Map.of(),
                Set.of(),
                new ConfiguredProvider.Timeouts(second, second, second, second));
    }

    private record Speaker(@Nullable String name) implements Provider {

        @Override
        public Set<Operation> operations() {
            return name == null ? Set.of() : Set.of(Operation.CUSTOM_CHAT);
        }

        @Override
        public String dialect(Operation operation) {
            return name == null ? Provider.super.dialect(operation) : name;
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

    private record NoBody() implements RequestBody {

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
