package dev.caravan.acceptance.gateway;

import dev.caravan.acceptance.upstream.RecordingUpstream;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A gateway in front of a recording upstream. With {@code -Dcaravan.test.direct=true} the tests that only need {@link
 * #baseUrls()} talk to the upstream itself: that proves the fixtures without a gateway.
 *
 * <p>A test that wants one of its own closes it. All tests of a class share one that is a field of it, under {@link
 * org.junit.jupiter.api.TestInstance.Lifecycle#PER_CLASS}; each then finds an upstream that has seen nothing, and the last one
 * closes it:
 *
 * <pre>{@code
 * @RegisterExtension
 * private final GatewayWithUpstream setup = GatewayWithUpstream.start();
 * }</pre>
 */
public final class GatewayWithUpstream
        implements AutoCloseable, BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

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
        return launch(url -> GatewayProcess.launch(adjustment.apply(GatewayConfig.forUpstream(url))));
    }

    /** @param launch makes a gateway ready to be started, with the upstream at that URL */
    public static GatewayWithUpstream launch(Function<String, GatewayProcess.Launch> launch) {
        RecordingUpstream upstream = RecordingUpstream.start();
        try {
            GatewayProcess gateway =
                    direct() ? null : launch.apply(upstream.url()).start();
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
    public void beforeAll(ExtensionContext ofClass) {
        AtEachBaseUrl.Source.offer(ofClass, baseUrls());
    }

    @Override
    public void beforeEach(ExtensionContext ofTest) {
        upstream.reset();
    }

    @Override
    public void afterAll(ExtensionContext ofClass) {
        close();
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
