package dev.caravan.processors.auth;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallRequest;
import dev.caravan.processors.call.CallStep;
import dev.caravan.spi.GatewayError;
import io.netty.handler.codec.http.HttpHeaderNames;

/**
 * Turns away a caller whose key has not the scope of this route (403 {@code insufficient_scope}) or whose role forbids what
 * it asks (403 {@code role_not_allowed}): a read-only key may only read, a member may not administer, an admin may all. Runs
 * after {@link Authenticate}.
 */
public final class RequireScope implements CallStep {

    private final Scope scope;

    public RequireScope(Scope scope) {
        this.scope = scope;
    }

    @Override
    public void apply(Call call) {
        Principal caller = Authenticate.caller(call);
        if (caller.role() == Role.ADMIN) {
            return;
        }
        if (!caller.scopes().contains(scope)) {
            throw GatewayError.forbidden("insufficient_scope", "This key lacks the scope '%s'.", scope.word());
        }
        if (caller.role() == Role.READ_ONLY && !isRead(call.request())) {
            throw GatewayError.forbidden("role_not_allowed", "A read-only key may only read (GET).");
        }
        if (caller.role() == Role.MEMBER && scope == Scope.ADMIN) {
            throw GatewayError.forbidden("role_not_allowed", "This needs a key with the role 'admin'.");
        }
    }

    /** A WebSocket begins with a GET, and then its client says what it likes. */
    private static boolean isRead(CallRequest request) {
        boolean getting = request.method().equals("GET") || request.method().equals("HEAD");
        return getting && !request.headers().contains(HttpHeaderNames.UPGRADE);
    }
}
