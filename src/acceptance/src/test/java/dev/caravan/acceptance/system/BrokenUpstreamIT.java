package dev.caravan.acceptance.system;

import static dev.caravan.acceptance.system.Requests.CHAT;
import static dev.caravan.acceptance.system.Requests.HELLO;
import static dev.caravan.acceptance.system.Requests.HELLO_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.acceptance.gateway.GatewayWithUpstream;
import dev.caravan.acceptance.http.RawAnswer;
import dev.caravan.acceptance.http.RawConnection;
import dev.caravan.acceptance.upstream.Goldens;
import dev.caravan.acceptance.upstream.Script;
import dev.caravan.acceptance.upstream.Scripts;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Upstreams that break: a client must be able to tell a broken answer from a short one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenUpstreamIT {

    private static final List<String> START =
            Goldens.events("openai/chat-stream.sse").subList(0, 3);

    @RegisterExtension
    private final GatewayWithUpstream setup = GatewayWithUpstream.start();

    static Stream<Arguments> brokenStreams() {
        return Stream.of(
                Arguments.of("closed within its chunked body", Scripts.breakOffAfter(START)),
                Arguments.of("ended properly without [DONE]", Scripts.events(START)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenStreams")
    void a_stream_that_breaks_ends_in_an_error_event(String how, Script script) throws IOException {
        setup.upstream().next(CHAT, script);

        RawAnswer answer = Requests.exchange(setup.gateway(), Requests.post(CHAT, HELLO_STREAM));

        BrokenStreams.assertEndsInAnError(answer, START);
        assertThat(setup.upstream().calls()).as(how).hasSize(1);
    }

    @Test
    void a_stream_that_is_reset_ends_in_an_error_event() throws IOException {
        setup.upstream().next(CHAT, Scripts.resetAfter(START));

        try (RawConnection connection = setup.gateway().connect()) {
            connection.send(Requests.post(CHAT, HELLO_STREAM));
            assertThat(connection.readStatus()).isEqualTo(200);
            connection.readHeaders();
            StringBuilder text = new StringBuilder();
            String start = String.join("", START);
            boolean released = false;
            for (byte[] chunk = connection.readChunk(); chunk.length > 0; chunk = connection.readChunk()) {
                text.append(new String(chunk, StandardCharsets.UTF_8));
                if (!released && text.toString().equals(start)) {
                    setup.upstream().release();
                    released = true;
                }
            }
            assertThat(text.toString()).startsWith(start).contains("\"error\"").doesNotContain("[DONE]");
        }
    }

    @Test
    void a_stream_cut_within_an_event_passes_no_half_event_as_a_whole_one() throws IOException {
        List<String> cut = new ArrayList<>(START);
        cut.add("data: {\"id\":\"chatcmpl-caravan-stream\",\"obj");
        setup.upstream().next(CHAT, Scripts.breakOffAfter(cut));

        RawAnswer answer = Requests.exchange(setup.gateway(), Requests.post(CHAT, HELLO_STREAM));

        String afterStart = answer.text().substring(String.join("", START).length());
        assertThat(afterStart).contains("\"error\"").doesNotContain("[DONE]");
        assertThat(afterStart.lines().filter(line -> line.startsWith("data:")))
                .allSatisfy(line -> assertThat(line).endsWith("}"));
    }

    @Test
    void an_upstream_that_hangs_up_without_an_answer_is_a_502() throws IOException {
        setup.upstream().always(CHAT, Scripts.hangUp());

        Requests.assertOpenAiError(Requests.exchange(setup.gateway(), Requests.post(CHAT, HELLO)), 502);
        Requests.assertOpenAiError(Requests.exchange(setup.gateway(), Requests.post(CHAT, HELLO_STREAM)), 502);
    }

    @Test
    void a_whole_answer_that_breaks_is_never_a_short_one() throws IOException {
        setup.upstream().next(CHAT, exchange -> {
            exchange.begin(200, Map.of());
            exchange.chunk("{\"id\":\"chatcmpl-1\",\"choices\":[");
            exchange.breakOff();
        });

        try (RawConnection connection = setup.gateway().connect()) {
            connection.send(Requests.post(CHAT, HELLO));
            try {
                assertThat(connection.readAnswer().status()).isEqualTo(502);
            } catch (EOFException | SocketException cut) {
                // The client sees a cut body: it cannot take it for a whole one.
            }
        }
        setup.upstream().reset();
        Requests.assertServes(setup.gateway());
    }

    @Test
    void an_error_page_of_the_upstream_keeps_its_status() throws IOException {
        byte[] page = "<html>Bad gateway</html>".getBytes(StandardCharsets.UTF_8);
        setup.upstream().next(CHAT, Scripts.answer(502, Map.of("content-type", "text/html"), page));

        assertThat(Requests.exchange(setup.gateway(), Requests.post(CHAT, HELLO))
                        .status())
                .isEqualTo(502);
    }

    @Test
    void a_redirect_of_the_upstream_is_not_followed() throws IOException {
        setup.upstream()
                .next(
                        CHAT,
                        Scripts.answer(307, Map.of("location", setup.upstream().url() + "/elsewhere"), new byte[0]));

        Requests.exchange(setup.gateway(), Requests.post(CHAT, HELLO));

        assertThat(setup.upstream().calls("/elsewhere")).isEmpty();
    }

    @Test
    void a_stream_that_breaks_leaves_a_stream_beside_it_alone() throws IOException {
        setup.upstream().next(CHAT, Scripts.stepwise(Goldens.events("openai/chat-stream.sse")));
        try (RawConnection healthy = setup.gateway().connect()) {
            healthy.send(Requests.post(CHAT, HELLO_STREAM));
            assertThat(healthy.readStatus()).isEqualTo(200);
            healthy.readHeaders();
            StringBuilder text = new StringBuilder();
            for (byte[] chunk = healthy.readChunk(); chunk.length > 0; chunk = healthy.readChunk()) {
                text.append(new String(chunk, StandardCharsets.UTF_8));
                setup.upstream().next(CHAT, Scripts.breakOffAfter(START));
                Requests.exchange(setup.gateway(), Requests.post(CHAT, HELLO_STREAM));
                setup.upstream().release();
            }
            assertThat(text).hasToString(Goldens.text("openai/chat-stream.sse"));
        }
    }
}
