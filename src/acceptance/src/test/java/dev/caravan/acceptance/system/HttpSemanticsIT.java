package dev.caravan.acceptance.system;

import static dev.caravan.acceptance.system.Requests.AUTHORIZED;
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
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The corners of HTTP/1.1 that clients do use. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpSemanticsIT {

    @RegisterExtension
    private final GatewayWithUpstream setup = GatewayWithUpstream.start();

    @Test
    void pipelined_requests_are_answered_in_their_order() throws IOException {
        setup.upstream().next(CHAT, exchange -> {
            exchange.awaitRelease();
            exchange.whole(200, Map.of(), Goldens.bytes("openai/chat-tools.json"));
        });

        try (RawConnection connection = setup.gateway().connect()) {
            connection.send(Requests.post(CHAT, HELLO)
                    + Requests.get("/healthz")
                    + Requests.post(CHAT, HELLO_STREAM)
                    + Requests.get("/no-such-path"));
            await().until(() -> setup.upstream().calls().size() == 1);
            setup.upstream().release();

            assertThat(connection.readAnswer().text()).contains("call_weather1");
            assertThat(connection.readAnswer().text()).contains("OK");
            assertThat(connection.readAnswer().text()).contains("data: [DONE]");
            assertThat(connection.readAnswer().status()).isEqualTo(404);
        }
    }

    @Test
    void a_connection_serves_many_calls() throws IOException {
        try (RawConnection connection = setup.gateway().connect()) {
            for (int i = 0; i < 50; i++) {
                connection.send(Requests.post(CHAT, i % 2 == 0 ? HELLO : HELLO_STREAM));
                assertThat(connection.readAnswer().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void connection_close_is_honoured() throws IOException {
        try (RawConnection connection = setup.gateway().connect()) {
            connection.send(Requests.post(CHAT, "Connection: close\r\n", HELLO));

            assertThat(connection.readAnswer().status()).isEqualTo(200);
            assertThat(connection.readToEnd()).isEmpty();
        }
    }

    @Test
    void an_http_1_0_client_gets_a_whole_answer_and_a_closed_connection() throws IOException {
        try (RawConnection connection = setup.gateway().connect()) {
            connection.send(Requests.post(CHAT, HELLO).replace("HTTP/1.1", "HTTP/1.0"));

            RawAnswer answer = connection.readAnswer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(Goldens.bytes("openai/chat.json"));
            assertThat(connection.readToEnd()).isEmpty();
        }
    }

    @Test
    void an_http_1_0_client_gets_a_stream_without_chunking() throws IOException {
        try (RawConnection connection = setup.gateway().connect()) {
            connection.send(Requests.post(CHAT, HELLO_STREAM).replace("HTTP/1.1", "HTTP/1.0"));

            RawAnswer answer = connection.readAnswer();
            assertThat(answer.headers()).doesNotContainKey("transfer-encoding");
            assertThat(answer.body()).isEqualTo(Goldens.bytes("openai/chat-stream.sse"));
        }
    }

    @Test
    void head_goes_up_as_head_and_comes_back_without_a_body() throws IOException {
        try (RawConnection connection = setup.gateway().connect()) {
            connection.send("HEAD /proxy/openai/v1/files/file-1 HTTP/1.1\r\n" + AUTHORIZED + "\r\n");
            RawAnswer head = connection.readAnswer(true);
            assertThat(head.status()).as(head.toString()).isEqualTo(200);

            connection.send(Requests.get("/healthz"));
            assertThat(connection.readAnswer().text()).contains("OK");
        }
        assertThat(setup.upstream().onlyCall().method()).isEqualTo("HEAD");
    }

    @Test
    void a_client_that_expects_100_continue_is_told_to_go_on() throws IOException {
        try (RawConnection connection = setup.gateway().connect()) {
            connection.send(Requests.postHead(CHAT, "Expect: 100-continue\r\n", HELLO.length()));
            assertThat(connection.readAnswer().status()).isEqualTo(100);

            connection.send(HELLO);
            assertThat(connection.readAnswer().status()).isEqualTo(200);
        }
        assertThat(setup.upstream().onlyCall().headers().contains("expect")).isFalse();
    }

    @Test
    void a_client_that_expects_100_continue_for_too_big_a_body_never_sends_it() throws IOException {
        try (RawConnection connection = setup.gateway().connect()) {
            connection.send(Requests.postHead(CHAT, "Expect: 100-continue\r\n", 33L * 1024 * 1024));

            Requests.assertOpenAiError(connection.readAnswer(), 413);
        }
    }

    @Test
    void a_body_in_small_chunks_with_extensions_and_trailers_is_read() throws IOException {
        StringBuilder chunks = new StringBuilder();
        for (String letter : HELLO.split("")) {
            chunks.append("1;name=value\r\n").append(letter).append("\r\n");
        }
        try (RawConnection connection = setup.gateway().connect()) {
            connection.send("POST " + CHAT + " HTTP/1.1\r\n" + AUTHORIZED
                    + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
                    + "0\r\nX-Trailer: value\r\n\r\n");
            assertThat(connection.readAnswer().status()).isEqualTo(200);

            connection.send(Requests.get("/healthz"));
            assertThat(connection.readAnswer().status()).isEqualTo(200);
        }
        assertThat(setup.upstream().onlyCall().bodyText()).isEqualTo(HELLO);
    }

    @Test
    void a_request_that_comes_byte_by_byte_is_read() throws IOException {
        try (RawConnection connection = setup.gateway().connect()) {
            for (byte octet : Requests.post(CHAT, HELLO).getBytes(StandardCharsets.US_ASCII)) {
                connection.send(new byte[] {octet});
            }
            assertThat(connection.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void an_upstream_that_closed_its_idle_connections_is_not_noticed() throws IOException {
        for (int i = 0; i < 10; i++) {
            Requests.assertServes(setup.gateway());
            setup.upstream().dropConnections();
        }
        Requests.assertServes(setup.gateway());
        assertThat(setup.upstream().calls(CHAT)).hasSize(11);
    }

    @Test
    void an_upgrade_to_http_2_in_clear_text_is_passed_over() throws IOException {
        RawAnswer answer = Requests.exchange(
                setup.gateway(),
                Requests.post(
                        CHAT,
                        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n",
                        HELLO));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(setup.upstream().onlyCall().headers().contains("upgrade")).isFalse();
        assertThat(setup.upstream().onlyCall().headers().contains("http2-settings"))
                .isFalse();
    }

    @Test
    void an_event_stream_of_the_pass_through_arrives_event_by_event() throws IOException {
        setup.upstream().next("/v1/responses", Scripts.stepwise(Goldens.events("openai/chat-stream.sse")));

        try (RawConnection connection = setup.gateway().connect()) {
            connection.send(Requests.post("/proxy/openai/v1/responses", "{\"model\":\"gpt-4o\",\"stream\":true}"));
            assertThat(connection.readStatus()).isEqualTo(200);
            assertThat(connection.readHeaders().get("content-type").get(0)).startsWith("text/event-stream");
            StringBuilder text = new StringBuilder();
            for (byte[] chunk = connection.readChunk(); chunk.length > 0; chunk = connection.readChunk()) {
                text.append(new String(chunk, StandardCharsets.UTF_8));
                setup.upstream().release();
            }
            assertThat(text).hasToString(Goldens.text("openai/chat-stream.sse"));
        }
    }
}
