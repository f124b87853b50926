package dev.caravan.acceptance.gateway;

import dev.caravan.acceptance.upstream.RecordingUpstream;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A gateway in front of a recording upstream. With {@code -Dcaravan.test.direct=true} the tests that only need {@link
 * #baseUrls()} talk to the upstream itself: that proves the fixtures without a gateway.
 */
public final class GatewayWithUpstream implements AutoCloseable {

    private final RecordingUpstream upstream;
    private final @Nullable GatewayProcess gateway;

    private GatewayWithUpstream(RecordingUpstream upstream, @Nullable GatewayProcess gateway) {
        this.upstream = upstream;
        this.gateway = gateway;
    }

    public static GatewayWithUpstream start() {
        return start(config -> config);
    }

    public static GatewayWithUpstream start(UnaryOperator<GatewayConfig> adjustment) {
        RecordingUpstream upstream = RecordingUpstream.start();
        try {
            GatewayProcess gateway =
                    direct() ? null : GatewayProcess.start(adjustment.apply(GatewayConfig.forUpstream(upstream.url())));
            return new GatewayWithUpstream(upstream, gateway);
        } catch (RuntimeException | AssertionError e) {
            upstream.close();
            throw e;
        }
    }

    public static boolean direct() {
        return Boolean.getBoolean("caravan.test.direct");
    }

    public RecordingUpstream upstream() {
        return upstream;
    }

    public GatewayProcess gateway() {
        if (gateway == null) {
            throw new IllegalStateException("Leave -Dcaravan.test.direct out for this test.");
        }
        return gateway;
    }

    /** The base URLs that a client may be given: with {@code /v1} and without. */
    public List<String> baseUrls() {
        return gateway == null ? List.of(upstream.url() + "/v1") : List.of(gateway.url() + "/v1", gateway.url());
    }

    @Override
    public void close() {
        try {
            if (gateway != null) {
                gateway.close();
            }
        } finally {
            upstream.close();
        }
    }
}
