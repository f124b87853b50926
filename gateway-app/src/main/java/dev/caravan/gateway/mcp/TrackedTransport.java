package dev.caravan.gateway.mcp;

import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A transport that tells under which id a request has gone out, so that it can be given up. */
final class TrackedTransport implements McpClientTransport {

    private static final int CANCELLED = -32800;

    private final McpClientTransport transport;
    private volatile @Nullable Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> receiver;

    /** Takes the id of the request that is sent with it in its Reactor context. */
    static final class Ticket {

        private volatile @Nullable Object id;

        /** Null while nothing has been sent. */
        @Nullable
        Object id() {
            return id;
        }
    }

    TrackedTransport(McpClientTransport transport) {
        this.transport = transport;
    }

    @Override
    public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        receiver = handler;
        return transport.connect(handler);
    }

    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
        return Mono.deferContextual(context -> {
            if (message instanceof JSONRPCRequest request && context.hasKey(Ticket.class)) {
                context.get(Ticket.class).id = request.id();
            }
            return transport.sendMessage(message);
        });
    }

    /** Lets the session forget a request whose answer nobody waits for; it would keep it for as long as it lives. */
    void forget(Object id) {
        Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler = receiver;
        if (handler != null) {
            JSONRPCMessage answer = new JSONRPCResponse(
                    McpSchema.JSONRPC_VERSION,
                    id,
                    null,
                    new JSONRPCResponse.JSONRPCError(CANCELLED, "cancelled", null));
            handler.apply(Mono.just(answer)).subscribe(known -> {}, failure -> {});
        }
    }

    @Override
    public void setExceptionHandler(Consumer<Throwable> handler) {
        transport.setExceptionHandler(handler);
    }

    @Override
    public Mono<Void> closeGracefully() {
        return transport.closeGracefully();
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return transport.unmarshalFrom(data, type);
    }

    @Override
    public List<String> protocolVersions() {
        return transport.protocolVersions();
    }
}
