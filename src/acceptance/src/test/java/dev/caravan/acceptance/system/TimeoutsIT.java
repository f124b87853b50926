package dev.caravan.acceptance.system;

import static dev.caravan.acceptance.system.Requests.CHAT;
import static dev.caravan.acceptance.system.Requests.HELLO;
import static dev.caravan.acceptance.system.Requests.HELLO_STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.acceptance.gateway.GatewayWithUpstream;
import dev.caravan.acceptance.http.RawAnswer;
import dev.caravan.acceptance.http.RawConnection;
import dev.caravan.acceptance.upstream.Goldens;
import dev.caravan.acceptance.upstream.Scripts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients and upstreams that are slow, silent or gone; all timeouts are set short. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimeoutsIT {

    private static final List<String> START =
            Goldens.events("openai/chat-stream.sse").subList(0, 3);

    @RegisterExtension
    private final GatewayWithUpstream setup = GatewayWithUpstream.start(
            config -> config.server("timeouts: {request-head: 1s, request-idle: 1s, keep-alive: 2s}")
                    .openAi("timeouts: {first-byte: 500ms, idle: 700ms}")
                    .provider("gone: {plugin: openai, url: \"http://127.0.0.1:" + closedPort()
                            + "/v1\", api-key: \"sk-upstream-secret\"}"));

    @Test
    void a_client_that_dribbles_its_headers_is_cut_off() throws IOException {
        try (RawConnection slow = setup.gateway().connect()) {
            slow.send("POST " + CHAT + " HTTP/1.1\r\n");
            await("the gateway to close the connection")
                    .atMost(Duration.ofSeconds(10))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> !accepts(slow, "X-A: b\r\n"));
        }
        Requests.assertServes(setup.gateway());
    }

    @Test
    void a_client_that_says_nothing_is_cut_off() throws IOException {
        try (RawConnection silent = setup.gateway().connect()) {
            assertThat(silent.readToEnd()).isEmpty();
        }
    }

    @Test
    void a_client_that_stops_within_its_body_is_cut_off() throws IOException {
        try (RawConnection slow = setup.gateway().connect()) {
            slow.send(Requests.postHead(CHAT, "", 1000) + "{\"model\":");

            String rest = new String(slow.readToEnd(), StandardCharsets.UTF_8);
            assertThat(rest.isEmpty() || rest.startsWith("HTTP/1.1 408"))
                    .as(rest)
                    .isTrue();
        }
        assertThat(setup.upstream().calls()).isEmpty();
    }

    @Test
    void a_client_that_only_waits_for_a_slow_stream_is_not_cut_off() throws IOException {
        List<String> events = Goldens.events("openai/chat-stream.sse");
        setup.upstream().next(CHAT, Scripts.paced(events, Duration.ofMillis(400)));

        RawAnswer answer = Requests.exchange(setup.gateway(), Requests.post(CHAT, HELLO_STREAM));

        assertThat(answer.body()).isEqualTo(Goldens.bytes("openai/chat-stream.sse"));
    }

    @Test
    void an_upstream_that_never_answers_is_a_504_and_is_let_go() throws IOException {
        setup.upstream().next(CHAT, Scripts.hang());

        RawAnswer answer = Requests.exchange(setup.gateway(), Requests.post(CHAT, HELLO));

        Requests.assertOpenAiError(answer, 504);
        await().until(() -> setup.upstream().onlyCall().cancelled());
    }

    @Test
    void an_upstream_that_refuses_connections_is_a_502() throws IOException {
        RawAnswer answer =
                Requests.exchange(setup.gateway(), Requests.post(CHAT, "X-Ingate-Provider: gone\r\n", HELLO));

        Requests.assertOpenAiError(answer, 502);
        assertThat(answer.text()).contains("gone").doesNotContain("127.0.0.1");
    }

    @Test
    void an_upstream_that_falls_silent_within_its_stream_is_told_and_let_go() throws IOException {
        setup.upstream().next(CHAT, Scripts.stallAfter(START));

        RawAnswer answer = Requests.exchange(setup.gateway(), Requests.post(CHAT, HELLO_STREAM));

        BrokenStreams.assertEndsInAnError(answer, START);
        await().until(() -> setup.upstream().onlyCall().cancelled());
    }

    private static boolean accepts(RawConnection connection, String text) {
        try {
            connection.send(text);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    private static int closedPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
