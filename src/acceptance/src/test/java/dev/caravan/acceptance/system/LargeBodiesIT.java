package dev.caravan.acceptance.system;

import static dev.caravan.acceptance.system.Requests.AUTHORIZED;
import static dev.caravan.acceptance.system.Requests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.http.RawAnswer;
import dev.caravan.acceptance.http.RawConnection;
import dev.caravan.acceptance.upstream.RecordedCall;
import dev.caravan.acceptance.upstream.RecordingUpstream;
import dev.caravan.acceptance.upstream.Scripts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Big requests and answers through a gateway with 256 MiB of heap. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LargeBodiesIT {

    private static final long MIB = 1024 * 1024;
    private static final String MULTIPART = "multipart/form-data; boundary=caravan-boundary";
    private static final String SPEECH = "/v1/audio/speech";
    private static final String SAY = "{\"model\":\"openai/tts-1\",\"voice\":\"alloy\",\"input\":\"A long story.\"}";
    private static final String CONTENT = "/v1/files/file-caravan1/content";

    /** What the sockets of two hops may hold, and some. */
    private static final long BUFFERED_AT_MOST = 64 * MIB;

    private RecordingUpstream upstream;
    private GatewayProcess gateway;

    @BeforeAll
    void start() {
        upstream = RecordingUpstream.start();
        gateway = GatewayProcess.launch(GatewayConfig.forUpstream(upstream.url()))
                .maxHeap("256m")
                .start();
    }

    @AfterAll
    void stop() {
        try (RecordingUpstream closing = upstream) {
            assertThat(closing.port()).isPositive();
            gateway.close();
        }
    }

    @BeforeEach
    void forget() {
        upstream.reset();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_chat_of_20_mib_passes_byte_for_byte(boolean chunked) throws Exception {
        GeneratedBody body = GeneratedBody.chat(20 * MIB);

        RawAnswer answer = send(CHAT, "application/json", body, chunked);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertArrivedWhole(body);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_chat_of_33_mib_is_refused_and_the_refusal_names_the_limit(boolean chunked) throws Exception {
        RawAnswer answer = send(CHAT, "application/json", GeneratedBody.chat(33 * MIB), chunked);

        Requests.assertOpenAiError(answer, 413);
        assertThat(answer.json().path("error").path("message").asText()).containsPattern("32 ?MiB|33554432");
        assertThat(upstream.calls()).isEmpty();
        Requests.assertServes(gateway);
    }

    @ParameterizedTest
    @CsvSource({"/v1/files, 2048, false", "/v1/files, 64, true", "/proxy/openai/v1/files, 64, false"})
    void an_upload_of_2_gib_streams_through(String path, long mebibytes, boolean chunked) throws Exception {
        GeneratedBody body = GeneratedBody.multipart(mebibytes * MIB);

        RawAnswer answer = send(path, MULTIPART, body, chunked);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertArrivedWhole(body);
        assertThat(upstream.onlyCall().header("content-type")).isEqualTo(MULTIPART);
    }

    /** What to send, where the provider is asked for it, and how long the answer is. */
    static Stream<Arguments> largeAnswers() {
        return Stream.of(
                Arguments.of(Requests.post(SPEECH, SAY), SPEECH, 1024 * MIB),
                Arguments.of(Requests.get(CONTENT), CONTENT, 256 * MIB),
                Arguments.of(Requests.get("/proxy/openai" + CONTENT), CONTENT, 256 * MIB));
    }

    @ParameterizedTest
    @MethodSource("largeAnswers")
    void a_client_that_does_not_read_holds_the_upstream_back(String request, String path, long total) throws Exception {
        send("/v1/files", MULTIPART, GeneratedBody.multipart(MIB), false);
        upstream.reset();
        upstream.next(path, Scripts.flood(total));

        try (RawConnection client = RawConnection.to(gateway.port(), 64 * 1024)) {
            client.send(request);
            assertThat(client.readStatus()).isEqualTo(200);
            client.readHeaders();
            awaitStill(() -> upstream.onlyCall().answeredBytes());
            assertThat(upstream.onlyCall().answeredBytes()).isPositive().isLessThan(BUFFERED_AT_MOST);

            long received = 0;
            for (byte[] chunk = client.readChunk(); chunk.length > 0; chunk = client.readChunk()) {
                received += chunk.length;
            }
            assertThat(received).isEqualTo(total);
        }
    }

    @Test
    void an_upstream_that_does_not_read_holds_the_client_back() throws Exception {
        upstream.holdUploads();
        GeneratedBody body = GeneratedBody.multipart(256 * MIB);

        CompletableFuture<RawAnswer> answer =
                CompletableFuture.supplyAsync(() -> sendUnchecked("/v1/files", MULTIPART, body));
        await().until(() -> body.sentBytes() > 0);
        awaitStill(body::sentBytes);
        assertThat(body.sentBytes()).isLessThan(BUFFERED_AT_MOST);

        upstream.takeUploads();
        assertThat(answer.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
        assertArrivedWhole(body);
    }

    private void assertArrivedWhole(GeneratedBody body) {
        RecordedCall call = upstream.onlyCall();
        assertThat(call.bodyBytes()).isEqualTo(body.totalBytes());
        assertThat(call.bodySha256()).isEqualTo(body.sha256Hex());
    }

    private RawAnswer sendUnchecked(String path, String contentType, GeneratedBody body) {
        try {
            return send(path, contentType, body, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends as far as the gateway takes it; an early answer is an answer. */
    private RawAnswer send(String path, String contentType, GeneratedBody body, boolean chunked) throws IOException {
        String length = chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + body.totalBytes() + "\r\n";
        try (RawConnection connection = gateway.connect()) {
            connection.send("POST " + path + " HTTP/1.1\r\n" + AUTHORIZED + "Content-Type: " + contentType + "\r\n"
                    + length + "\r\n");
            try {
                body.sendTo(connection, chunked);
            } catch (IOException answeredEarly) {
                return connection.readAnswer();
            }
            return connection.readAnswer();
        }
    }

    /** Waits until a counter has not moved for a second. */
    private static void awaitStill(LongSupplier counter) {
        long[] last = {-1};
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    long before = last[0];
                    last[0] = counter.getAsLong();
                    return last[0] == before;
                });
    }
}
