package dev.caravan.acceptance.system;

import static dev.caravan.acceptance.system.Requests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.http.RawConnection;
import dev.caravan.acceptance.upstream.Goldens;
import dev.caravan.acceptance.upstream.RecordingUpstream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** TLS with PEM files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsIT {

    private RecordingUpstream upstream;
    private GatewayProcess gateway;
    private HttpClient client;

    @BeforeAll
    void start() throws Exception {
        PemFiles pem = PemFiles.create();
        upstream = RecordingUpstream.start();
        String yaml = GatewayConfig.forUpstream(upstream.url())
                .server("tls: {certificate: tls/gateway.crt, private-key: tls/gateway.key}")
                .yaml();
        gateway = GatewayProcess.launch(yaml + "admin: {host: 0.0.0.0}\n")
                .file("tls/gateway.crt", pem.certificate())
                .file("tls/gateway.key", pem.privateKey())
                .start();
        client = HttpClient.newBuilder().sslContext(pem.trusting()).build();
    }

    @AfterAll
    void stop() {
        try (RecordingUpstream closing = upstream) {
            assertThat(closing.port()).isPositive();
            gateway.close();
        }
    }

    @Test
    void the_printed_address_says_https() {
        assertThat(gateway.url()).startsWith("https://");
    }

    @Test
    void whole_and_streamed_answers_come_encrypted() throws Exception {
        assertThat(ask(Requests.HELLO).body()).isEqualTo(Goldens.text("openai/chat.json"));
        assertThat(ask(Requests.HELLO_STREAM).body()).isEqualTo(Goldens.text("openai/chat-stream.sse"));
    }

    @Test
    void the_admin_port_is_encrypted_where_other_machines_can_connect() throws Exception {
        assertThat(gateway.adminUrl()).startsWith("https://0.0.0.0:");
        int port = URI.create(gateway.adminUrl()).getPort();

        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/healthz"))
                .build();

        assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).body())
                .isEqualTo("OK");
    }

    @Test
    void a_long_answer_survives_encryption() throws Exception {
        upstream.next(
                "/v1/files/file-1/content", exchange -> exchange.whole(200, Map.of(), new byte[20 * 1024 * 1024]));

        HttpResponse<byte[]> answer = client.send(
                request("/proxy/openai/v1/files/file-1/content").GET().build(),
                HttpResponse.BodyHandlers.ofByteArray());

        assertThat(answer.body()).hasSize(20 * 1024 * 1024);
    }

    @Test
    void clear_text_on_the_encrypted_port_is_turned_away() throws Exception {
        try (RawConnection connection = gateway.connect()) {
            connection.send(Requests.get("/healthz"));

            assertThat(new String(connection.readToEnd(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("200 OK");
        }
        assertThat(ask(Requests.HELLO).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> ask(String json) throws Exception {
        return client.send(
                request(CHAT).POST(HttpRequest.BodyPublishers.ofString(json)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + gateway.port() + path))
                .header("authorization", "Bearer " + GatewayConfig.APP_KEY)
                .header("content-type", "application/json");
    }
}
