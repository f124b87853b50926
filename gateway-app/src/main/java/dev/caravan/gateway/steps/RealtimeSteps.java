package dev.caravan.gateway.steps;

import dev.caravan.gateway.config.GatewayConfig;
import dev.caravan.processors.auth.ForwardableCredential;
import dev.caravan.processors.budgets.RunningSpend;
import dev.caravan.processors.realtime.ReadRealtimeRequest;
import dev.caravan.processors.upstream.AttemptCounts;
import dev.caravan.processors.upstream.CallRealtime;
import dev.caravan.processors.websocket.SocketDial;
import reactor.netty.tcp.SslProvider;

/** Realtime sessions. */
final class RealtimeSteps {

    private RealtimeSteps() {}

    static void add(Parts parts, Steps steps) {
        Services services = parts.services();
        GatewayConfig config = parts.config();
        steps.add("readRealtimeRequest", new ReadRealtimeRequest());
        steps.add(
                "callRealtime",
                new CallRealtime(
                        parts.clients(),
                        new ForwardableCredential(parts.keys()),
                        new AttemptCounts(services.metrics()),
                        parts.costs(),
                        new SocketDial(
                                SslProvider.defaultClientProvider().getSslContext(),
                                config.realtime().maxFrame()),
                        config.realtime(),
                        call -> RunningSpend.of(call, config.budgets(), parts.costs(), services.spend())::isPaidFor,
                        config.tracing() != null));
    }
}
