package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.caravan.gateway.edge.CallEnd;
import io.netty.handler.codec.http.FullHttpRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Realtime sessions: WebSockets through the gateway. */
class RealtimeTest {

    private static final String DONE =
            """
            {"type":"response.done","response":{"usage":{"total_tokens":30,"input_tokens":20,"output_tokens":10,
            "input_token_details":{"cached_tokens":4,"audio_tokens":12,"text_tokens":8},
            "output_token_details":{"audio_tokens":6,"text_tokens":4}}}}""";
    private static final String PATH = "/v1/realtime?model=openai/gpt-realtime";

    private final SocketUpstream upstream = new SocketUpstream();
    private final List<CallEnd> ended = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(
                folder.resolve("prices.yaml"),
                "models: [{names: [gpt-realtime], prices: {input: 1000, output: 1000, audio-input: 1000,"
                        + " audio-output: 1000, cache-read: 1000}}]\n");
        start("");
    }

    private void start(String more) throws Exception {
        gateway = new TestGateway(
                folder,
                """
                providers:
                  openai: { url: "%s", api-key: sk-upstream, realtime: true, timeouts: { connect: 2s, first-byte: 1s } }
                  down: { plugin: openai, url: "http://127.0.0.1:1/v1", api-key: sk-x, realtime: true }
                  plain: { plugin: openai, url: "http://127.0.0.1:1/v1", api-key: sk-x }
                aliases:
                  voice: openai/gpt-realtime
                keys:
                  - { name: app, hash: "%s" }
                  - { name: reader, hash: "%s", role: read-only }
                  - { name: poor, hash: "%s", budgets: { usd-per-day: 0.05 } }
                  - { name: slow, hash: "%s", limits: { tokens-per-minute: 20 } }
                  - { name: narrow, hash: "%s", allowed-models: [other] }
                %s
                """
                        .formatted(
                                upstream.url(),
                                hash("sk-app"),
                                hash("sk-reader"),
                                hash("sk-poor"),
                                hash("sk-slow"),
                                hash("sk-narrow"),
                                more),
                List.of((call, end) -> ended.add(end)));
    }

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    @Test
    void framesOfEveryKindAndSizeGoBothWays() throws Exception {
        try (SocketClient client = open(PATH)) {
            String large = "x".repeat(300_000);
            assertThat(client.say("hello").hears()).isEqualTo("hello");
            assertThat(client.say(large).hears()).isEqualTo(large);
            client.socket().sendBinary(ByteBuffer.allocate(1_000_000), true).join();
            assertThat(client.hears()).isEqualTo("binary 1000000");
            client.socket().sendText("in ", false).join();
            client.socket().sendText("pieces", true).join();
            assertThat(client.hears()).isEqualTo("in pieces");
            client.socket().sendPing(ByteBuffer.allocate(3)).join();
            assertThat(client.hears()).isEqualTo("pong");
            assertThat(upstream.heard()).containsExactly("ping");
        }
    }

    @Test
    void aFloodFromTheProviderArrivesWhole() throws Exception {
        try (SocketClient client = open(PATH)) {
            client.say("many");
            for (int i = 0; i < 200; i++) {
                assertThat(client.hears()).isEqualTo("binary 262144");
            }
            assertThat(client.hears()).isEqualTo("that was it");
        }
    }

    @Test
    void whatTheProviderSaysAtOnceIsNotLost() throws Exception {
        try (SocketClient client = open(PATH + "&greet=true")) {
            assertThat(client.hears()).contains("session.created");
        }
    }

    @Test
    void theProviderSeesItsOwnKeyAndModelAndNeverTheGatewaysKey() throws Exception {
        Map<String, String> headers = Map.of("authorization", "Bearer sk-app", "openai-beta", "realtime=v1");
        try (SocketClient client =
                SocketClient.open(gateway.uri("/realtime?x=1&model=openai%2Fgpt-realtime&key=sk-app"), headers)) {
            assertThat(client.say("hello").hears()).isEqualTo("hello");
        }

        FullHttpRequest seen = upstream.handshakes().get(0);
        assertThat(seen.uri()).isEqualTo("/v1/realtime?x=1&model=gpt-realtime");
        assertThat(seen.headers().get("authorization")).isEqualTo("Bearer sk-upstream");
        assertThat(seen.headers().get("openai-beta")).isEqualTo("realtime=v1");
        assertThat(seen.headers().toString()).doesNotContain("sk-app");
    }

    @Test
    void aBrowsersKeyInASubprotocolOpensTheSessionAndStaysBehind() throws Exception {
        try (SocketClient client = SocketClient.open(
                gateway.uri("/v1/realtime?model=voice"),
                Map.of(),
                "realtime",
                "openai-insecure-api-key.sk-app",
                "openai-beta.realtime-v1")) {
            assertThat(client.socket().getSubprotocol()).isEqualTo("realtime");
            assertThat(client.say("hello").hears()).isEqualTo("hello");
        }

        assertThat(upstream.handshakes().get(0).headers().get("sec-websocket-protocol"))
                .isEqualTo("realtime, openai-beta.realtime-v1");
    }

    @Test
    void eachSideHearsWithWhichCodeTheOtherCloses() throws Exception {
        try (SocketClient client = open(PATH)) {
            assertThat(client.say("bye").hears()).isEqualTo("close 4001 enough");
        }
        try (SocketClient client = open(PATH)) {
            assertThat(client.goodbye(4321, "done here").hears()).isEqualTo("close 4321 done here");
            await().until(() -> upstream.heard().contains("close 4321 done here"));
        }
        await().untilAsserted(() -> assertThat(ended)
                .extracting(CallEnd::status, CallEnd::outcome)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(101, CallEnd.Outcome.COMPLETE),
                        org.assertj.core.api.Assertions.tuple(101, CallEnd.Outcome.COMPLETE)));
    }

    @Test
    void aProviderThatDropsTheConnectionEndsTheSessionWith1011() throws Exception {
        try (SocketClient client = open(PATH)) {
            assertThat(client.say("die").hears()).isEqualTo("close 1011 The connection to the provider broke.");
        }

        await().untilAsserted(
                        () -> assertThat(ended).extracting(CallEnd::outcome).containsExactly(CallEnd.Outcome.BROKEN));
    }

    @Test
    void aClientThatVanishesTakesTheProvidersSideWithIt() throws Exception {
        SocketClient client = open(PATH);
        assertThat(client.say("hello").hears()).isEqualTo("hello");

        client.close();

        await().until(() -> upstream.heard().contains("gone"));
        await().untilAsserted(() ->
                assertThat(ended).extracting(CallEnd::outcome).containsExactly(CallEnd.Outcome.CLIENT_GONE));
    }

    @Test
    void aSessionIsOneRecordWithAllThatItsAnswersHaveUsed() throws Exception {
        upstream.answers("ask", DONE);
        try (SocketClient client = open(PATH)) {
            client.say("ask").hears();
            client.say("ask").hears();
            client.say("{\"fake\":\"response.done\"}").hears();
            client.goodbye(1000, "").hears();
        }

        await().untilAsserted(() -> assertThat(gateway.rows("SELECT * FROM exchange"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("STATUS", 101)
                        .containsEntry("OUTCOME", "complete")
                        .containsEntry("PROVIDER", "openai")
                        .containsEntry("MODEL", "openai/gpt-realtime")
                        .containsEntry("SERVED_MODEL", "gpt-realtime")
                        .containsEntry("INPUT_TOKENS", 40L)
                        .containsEntry("OUTPUT_TOKENS", 20L)
                        .containsEntry("CACHE_READ_TOKENS", 8L)));
        assertThat((BigDecimal) gateway.rows("SELECT cost FROM exchange").get(0).get("COST"))
                .isEqualByComparingTo("0.06");
    }

    @Test
    void anAnswerThatIsNotOverLeavesARecordThatSaysSo() throws Exception {
        try (SocketClient client = open(PATH)) {
            client.say("{\"type\":\"response.created\"}").hears();
            client.goodbye(1000, "").hears();
        }

        await().untilAsserted(() -> assertThat(gateway.rows("SELECT * FROM exchange"))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("TOKENS_ESTIMATED", true)));
    }

    @Test
    void aBudgetThatRunsOutEndsTheSessionByPolicy() throws Exception {
        upstream.answers("ask", DONE);
        try (SocketClient client = open(PATH, "sk-poor")) {
            assertThat(client.say("ask").hears()).contains("response.done");
            assertThat(client.say("ask").hears()).contains("response.done");
            assertThat(client.hears()).isEqualTo("close 1008 The budget is used up.");
        }
        await().until(() -> !ended.isEmpty());

        assertThat(refusal(PATH, "sk-poor").statusCode()).isEqualTo(422);
    }

    @Test
    void theTokensOfASessionCountForLimits() throws Exception {
        upstream.answers("ask", DONE);
        try (SocketClient client = open(PATH, "sk-slow")) {
            client.say("ask").hears();
            client.goodbye(1000, "").hears();
        }
        await().until(() -> !ended.isEmpty());

        assertThat(refusal(PATH, "sk-slow").statusCode()).isEqualTo(429);
    }

    @Test
    void whoMayNotCallIsRefusedBeforeTheProviderIsAsked() throws Exception {
        assertThat(refusal(PATH, "sk-wrong").statusCode()).isEqualTo(401);
        assertThat(refusal(PATH, "sk-reader").statusCode()).isEqualTo(403);
        assertThat(refusal(PATH, "sk-narrow").statusCode()).isEqualTo(403);
        assertThat(refusal("/v1/realtime", "sk-app").statusCode()).isEqualTo(400);
        assertThat(refusal("/v1/realtime?model=plain/x", "sk-app").statusCode()).isEqualTo(400);
        assertThat(refusal("/v1/nothing", "sk-app").statusCode()).isEqualTo(404);

        assertThat(upstream.handshakes()).isEmpty();
    }

    @Test
    void aProviderThatRefusesIsHeardAndOneThatIsDownIsTold() throws Exception {
        String refused = handshake("/v1/realtime?model=openai/refused", true);
        String down = handshake("/v1/realtime?model=down/x", true);
        String silent = handshake("/v1/realtime?model=openai/silent", true);

        assertThat(refused).startsWith("HTTP/1.1 401 ").endsWith(SocketUpstream.REFUSAL);
        assertThat(down).startsWith("HTTP/1.1 502 ").contains("provider_unreachable");
        assertThat(silent).startsWith("HTTP/1.1 504 ").contains("provider_timeout");
    }

    @Test
    void aRequestThatIsNoHandshakeIsToldSo() throws Exception {
        assertThat(handshake(PATH, false))
                .startsWith("HTTP/1.1 426 ")
                .contains("upgrade: websocket")
                .contains("upgrade_required");
    }

    @Test
    void aSessionInWhichNothingIsSaidEnds() throws Exception {
        gateway.close();
        start("realtime: { idle: 300ms }");

        try (SocketClient client = open(PATH)) {
            assertThat(client.hears()).isEqualTo("close 1001 Nothing was said for too long.");
        }
    }

    @Test
    void aFrameThatIsTooLargeEndsTheSessionWith1009() throws Exception {
        gateway.close();
        start("realtime: { max-frame: 1KiB }");

        try (SocketClient client = open(PATH)) {
            assertThat(client.say("x".repeat(1024)).hears()).hasSize(1024);
            client.say("x".repeat(1025));
            assertThat(client.hears()).startsWith("close 1009 ");
        }
    }

    @Test
    void aGatewayThatShutsDownSaysGoodbye() throws Exception {
        try (SocketClient client = open(PATH)) {
            assertThat(client.say("hello").hears()).isEqualTo("hello");
            CompletableFuture<Void> stopping = CompletableFuture.runAsync(gateway::close);

            assertThat(client.hears()).isEqualTo("close 1001 The gateway shuts down.");

            stopping.join();
            start();
        }
    }

    private SocketClient open(String path) {
        return open(path, "sk-app");
    }

    private SocketClient open(String path, String key) {
        return SocketClient.open(gateway.uri(path), Map.of("authorization", "Bearer " + key));
    }

    private HttpResponse<?> refusal(String path, String key) {
        Throwable thrown = catchThrowable(() -> open(path, key));
        return ((WebSocketHandshakeException) thrown.getCause()).getResponse();
    }

    /** The whole answer to a request, byte for byte as text. */
    private String handshake(String path, boolean asks) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), gateway.uri("/").getPort())) {
            socket.setSoTimeout(20_000);
            String upgrade = asks
                    ? "Upgrade: websocket\r\nConnection: Upgrade, close\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    : "Connection: close\r\n";
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk-app\r\n" + upgrade
                                    + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String hash(String key) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        return "sha256:" + HexFormat.of().formatHex(digest);
    }
}
