package dev.caravan.gateway.observability;

import dev.caravan.gateway.edge.CallEnd;
import dev.caravan.gateway.edge.CallObserver;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.routing.Target;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Writes one line for each call. It names the route and not the path, and the key's name: no secret and no content. */
public final class AccessLog implements CallObserver {

    private static final Logger LOG = LoggerFactory.getLogger("caravan.access");

    @Override
    public void ended(Call call, CallEnd end) {
        Principal principal = call.principal();
        Target target = call.target();
        LoggingEventBuilder line = LOG.atInfo()
                .addKeyValue("request_id", call.id())
                .addKeyValue("method", call.request().method())
                .addKeyValue("route", call.route())
                .addKeyValue("status", end.status())
                .addKeyValue("outcome", end.outcome().name().toLowerCase(Locale.ROOT))
                .addKeyValue("duration_ms", end.durationNanos() / 1_000_000.0)
                .addKeyValue("overhead_ms", end.overheadNanos() / 1_000_000.0)
                .addKeyValue("bytes", end.bytes())
                .addKeyValue("client", call.request().remoteAddress());
        if (principal != null) {
            line = line.addKeyValue("key", principal.name());
        }
        if (target != null) {
            line = line.addKeyValue("provider", target.provider().name());
        }
        if (target != null && target.model() != null) {
            line = line.addKeyValue("model", target.model());
        }
        if (!end.errorCode().isEmpty()) {
            line = line.addKeyValue("error", end.errorCode());
        }
        line.log("call");
    }
}
