package dev.caravan.processors.request;

import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallClock;
import dev.caravan.processors.call.CallRequest;
import dev.caravan.processors.call.RequestBody;
import dev.caravan.processors.dialect.ErrorDialects;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Builds calls for tests. */
public final class TestCall {

    private final String method;
    private final String path;
    private final HttpHeaders headers = new DefaultHttpHeaders();
    private final Map<String, String> variables = new LinkedHashMap<>();
    private @Nullable String query;
    private @Nullable Principal caller;
    private EventExecutor loop = ImmediateEventExecutor.INSTANCE;
    private Mono<ByteBuf> body = Mono.just(Unpooled.EMPTY_BUFFER);

    private TestCall(String method, String path) {
        this.method = method;
        this.path = path;
    }

    public static TestCall get(String path) {
        return new TestCall("GET", path);
    }

    public static TestCall post(String path) {
        return new TestCall("POST", path);
    }

    public static TestCall of(String method, String path) {
        return new TestCall(method, path);
    }

    public TestCall header(String name, String value) {
        headers.add(name, value);
        return this;
    }

    public TestCall query(String raw) {
        query = raw;
        return this;
    }

    public TestCall variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    public TestCall caller(Principal principal) {
        caller = principal;
        return this;
    }

    public TestCall loop(EventExecutor executor) {
        loop = executor;
        return this;
    }

    public TestCall body(Mono<ByteBuf> bytes) {
        body = bytes;
        return this;
    }

    public CallRequest request() {
        return new CallRequest(method, path, query, variables, headers, "127.0.0.1");
    }

    public Call build() {
        Call call = new Call(
                "01900000-0000-7000-8000-000000000000",
                loop,
                request(),
                new FixedBody(body),
                ErrorDialects.OPENAI,
                new CallClock(System.nanoTime()));
        if (caller != null) {
            call.authenticatedAs(caller);
        }
        return call;
    }

    private record FixedBody(Mono<ByteBuf> bytes) implements RequestBody {

        @Override
        public long declaredLength() {
            return -1;
        }

        @Override
        public Mono<ByteBuf> whole(long limit) {
            return bytes;
        }

        @Override
        public Flux<ByteBuf> stream() {
            return bytes.flux();
        }
    }
}
