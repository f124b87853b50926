package dev.caravan.acceptance.system;

import static dev.caravan.acceptance.system.Requests.CHAT;
import static dev.caravan.acceptance.system.Requests.HELLO_STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.gateway.GatewayWithUpstream;
import dev.caravan.acceptance.http.RawConnection;
import dev.caravan.acceptance.upstream.Goldens;
import dev.caravan.acceptance.upstream.Scripts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a rolling restart looks like from outside. */
class DrainIT {

    @Test
    void a_stream_that_runs_when_the_gateway_is_told_to_stop_comes_to_its_end() throws Exception {
        try (GatewayWithUpstream setup = GatewayWithUpstream.start()) {
            GatewayProcess gateway = setup.gateway();
            setup.upstream().next(CHAT, Scripts.stepwise(Goldens.events("openai/chat-stream.sse")));
            try (RawConnection stream = gateway.connect();
                    RawConnection idle = gateway.connect()) {
                idle.send(Requests.get("/readyz"));
                assertThat(idle.readAnswer().status()).isEqualTo(200);
                stream.send(Requests.post(CHAT, HELLO_STREAM));
                assertThat(stream.readStatus()).isEqualTo(200);
                stream.readHeaders();
                StringBuilder text = new StringBuilder(textOf(stream.readChunk()));

                gateway.terminate();

                await("new connections to be turned away")
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> turnsAway(gateway));
                assertThat(gateway.isAlive()).isTrue();
                setup.upstream().release();
                for (byte[] chunk = stream.readChunk(); chunk.length > 0; chunk = stream.readChunk()) {
                    text.append(textOf(chunk));
                    setup.upstream().release();
                }
                assertThat(text).hasToString(Goldens.text("openai/chat-stream.sse"));
                assertThat(stream.readToEnd()).isEmpty();
            }
            gateway.awaitExit();
        }
    }

    @Test
    void a_stream_that_never_ends_does_not_keep_the_gateway_alive_for_ever() throws Exception {
        try (GatewayWithUpstream setup = GatewayWithUpstream.start(config -> config.server("timeouts: {drain: 1s}"))) {
            setup.upstream()
                    .next(
                            CHAT,
                            Scripts.stallAfter(
                                    Goldens.events("openai/chat-stream.sse").subList(0, 2)));
            try (RawConnection stream = setup.gateway().connect()) {
                stream.send(Requests.post(CHAT, HELLO_STREAM));
                assertThat(stream.readStatus()).isEqualTo(200);

                setup.gateway().terminate();

                setup.gateway().awaitExit();
                assertThat(new String(stream.readToEnd(), StandardCharsets.UTF_8))
                        .doesNotContain("[DONE]");
            }
            await().until(() -> setup.upstream().onlyCall().cancelled());
        }
    }

    /** Refused, closed without an answer, or told by 503. */
    private static boolean turnsAway(GatewayProcess gateway) {
        try (RawConnection late = gateway.connect()) {
            late.send(Requests.get("/v1/models"));
            return late.readAnswer().status() == 503;
        } catch (IOException refused) {
            return true;
        }
    }

    private static String textOf(byte[] chunk) {
        return new String(chunk, StandardCharsets.UTF_8);
    }
}
