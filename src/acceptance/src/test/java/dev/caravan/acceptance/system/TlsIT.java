package dev.caravan.acceptance.system;

import static dev.caravan.acceptance.system.Requests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.http.RawConnection;
import dev.caravan.acceptance.http.SocketClient;
import dev.caravan.acceptance.upstream.Goldens;
import dev.caravan.acceptance.upstream.RecordingUpstream;
import dev.caravan.acceptance.upstream.TlsUpstream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** TLS on both sides of the gateway: with PEM files for its clients, and with providers that it trusts or does not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private RecordingUpstream upstream;
    private TlsUpstream trusted;
    private TlsUpstream stranger;
    private GatewayProcess gateway;
    private HttpClient client;

    @BeforeAll
    void start() throws Exception {
        PemFiles pem = PemFiles.create();
        PemFiles unknown = PemFiles.create();
        upstream = RecordingUpstream.start();
        trusted = TlsUpstream.start(pem.certificate(), pem.privateKey());
        stranger = TlsUpstream.start(unknown.certificate(), unknown.privateKey());
        String yaml = GatewayConfig.forUpstream(upstream.url())
                .server("tls: {certificate: tls/gateway.crt, private-key: tls/gateway.key}")
                .provider(overTls("trusted", trusted))
                .provider(overTls("stranger", stranger))
                .yaml();
        gateway = GatewayProcess.launch(yaml + "admin: {host: 0.0.0.0}\n")
                .file("tls/gateway.crt", pem.certificate())
                .file("tls/gateway.key", pem.privateKey())
                .jvm("-Djavax.net.ssl.trustStore=" + pem.trustStore())
                .jvm("-Djavax.net.ssl.trustStorePassword=" + PemFiles.PASSWORD_TEXT)
                .start();
        client = HttpClient.newBuilder().sslContext(pem.trusting()).build();
    }

    private static String overTls(String name, TlsUpstream provider) {
        return "%s: {plugin: openai, url: \"https://localhost:%d/v1\", api-key: \"%s\", realtime: true}"
                .formatted(name, provider.port(), GatewayConfig.UPSTREAM_KEY);
    }

    @AfterAll
    void stop() {
        try {
            gateway.close();
        } finally {
            upstream.close();
            trusted.close();
            stranger.close();
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

    @Test
    void a_realtime_session_is_encrypted_on_both_sides_and_is_one_record() throws Exception {
        String large = "ü".repeat(200_000);
        try (SocketClient session = session("trusted/gpt-realtime")) {
            assertThat(session.hears()).isEqualTo(TlsUpstream.GREETING);
            assertThat(session.say("Grüße 👋").hears()).isEqualTo("Grüße 👋");
            assertThat(session.say(large).hears()).isEqualTo(large);
            assertThat(session.say(new byte[300_000]).hears()).isEqualTo("binary 300000");
            assertThat(session.say(TlsUpstream.ASK).hears()).isEqualTo(TlsUpstream.DONE);
            assertThat(session.goodbye(4321, "done here").hears()).isEqualTo("close 4321 done here");
        }

        assertThat(trusted.handshakes()).singleElement().satisfies(opened -> {
            assertThat(opened.requestUri()).isEqualTo("/v1/realtime?model=gpt-realtime");
            assertThat(opened.requestHeaders().get("authorization")).isEqualTo("Bearer " + GatewayConfig.UPSTREAM_KEY);
            assertThat(opened.requestHeaders().toString()).doesNotContain(GatewayConfig.APP_KEY);
        });
        await().atMost(PATIENCE).until(() -> !sessionsWith("trusted").isEmpty());
        assertThat(sessionsWith("trusted")).hasSize(1);
        JsonNode log = sessionsWith("trusted").get(0);
        assertThat(log.path("status").asInt()).isEqualTo(101);
        assertThat(log.path("input_tokens").asInt()).isEqualTo(20);
        assertThat(log.path("output_tokens").asInt()).isEqualTo(10);
        gateway.log().awaitLineWith("\"route\":\"/v1/realtime\"", "\"provider\":\"trusted\"");
        assertThat(gateway.log().lines())
                .filteredOn(line ->
                        line.contains("\"provider\":\"trusted\"") && line.contains("\"route\":\"/v1/realtime\""))
                .singleElement()
                .asString()
                .contains("\"status\":101", "\"outcome\":\"complete\"");
    }

    @Test
    void a_provider_is_called_over_tls() throws Exception {
        assertThat(ask(asked("trusted")).body()).isEqualTo(Goldens.text("openai/chat.json"));
    }

    @Test
    void a_provider_whose_certificate_nobody_vouches_for_is_not_talked_to() throws Exception {
        assertThat(ask(asked("stranger")).statusCode()).isEqualTo(502);
        assertThatThrownBy(() -> session("stranger/gpt-realtime"))
                .cause()
                .isInstanceOfSatisfying(WebSocketHandshakeException.class, refused -> assertThat(
                                refused.getResponse().statusCode())
                        .isEqualTo(502));
        assertThat(stranger.handshakes()).isEmpty();
    }

    private static String asked(String provider) {
        return Requests.HELLO.replace("gpt-4o-mini", provider + "/gpt-4o-mini");
    }

    private SocketClient session(String model) {
        URI uri = URI.create("wss://localhost:" + gateway.port() + "/v1/realtime?model=" + model);
        return SocketClient.open(client, uri, GatewayConfig.APP_KEY);
    }

    private List<JsonNode> sessionsWith(String provider) throws Exception {
        HttpResponse<byte[]> answer =
                client.send(request("/api/v1/logs?limit=100").GET().build(), HttpResponse.BodyHandlers.ofByteArray());
        List<JsonNode> records = new ArrayList<>();
        for (JsonNode log : JSON.readTree(answer.body()).path("data")) {
            if (log.path("provider").asText().equals(provider)
                    && log.path("path").asText().equals("/v1/realtime")) {
                records.add(log);
            }
        }
        return records;
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
