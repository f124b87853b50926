package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.gateway.edge.CallEnd;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A look into the process of the gateway. */
class DebugTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<CallEnd> ended = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestGateway(
                folder, "providers: {echo: {}}\nadmin: {debug: true}\n", List.of((call, end) -> ended.add(end)));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void itsThreadsAndItsHeapAreTexts() throws Exception {
        assertThat(get("/debug/threads", BodyHandlers.ofString()).body()).contains("\"caravan-loop", "(java.base@");
        assertThat(get("/debug/heap", BodyHandlers.ofString()).body()).contains("[B (java.base", "Total");
    }

    @Test
    void aRecordingIsReadableHoldsNoSecretsAndLeavesNoFile() throws Exception {
        Set<Path> before = recordings();
        System.setProperty("caravan.test.secret", "sk-secret");
        Path file = folder.resolve("got.jfr");

        HttpResponse<Path> answer = get("/debug/jfr?seconds=1", BodyHandlers.ofFile(file));

        System.clearProperty("caravan.test.secret");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(RecordingFile.readAllEvents(file))
                .extracting(event -> event.getEventType().getName())
                .contains("jdk.CPULoad")
                .doesNotContain("jdk.InitialSystemProperty", "jdk.InitialEnvironmentVariable", "jdk.JVMInformation");
        assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("sk-secret");
        await().untilAsserted(() -> assertThat(recordings()).isEqualTo(before));
    }

    @Test
    void aProfileHasALineForEachStackWithItsCount() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        Thread busy = new Thread(() -> spin(enough), "busy-thread");
        busy.start();

        String profile = get("/debug/cpu?seconds=1", BodyHandlers.ofString()).body();

        enough.set(true);
        busy.join();
        assertThat(profile.lines()).isNotEmpty().allMatch(line -> line.matches("[^ ]+ \\d+"));
        assertThat(profile).contains("busy-thread;").contains("DebugTest.spin");
    }

    @Test
    void oneLooksIntoItAtATime() throws Exception {
        CompletableFuture<HttpResponse<String>> first =
                client.sendAsync(request("/debug/cpu?seconds=2"), BodyHandlers.ofString());

        HttpResponse<String> second = await().until(
                        () -> get("/debug/threads", BodyHandlers.ofString()), answer -> answer.statusCode() != 200);

        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(get("/debug/threads", BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    @Test
    void whoLeavesEndsTheRecordingAndItsFile() throws Exception {
        Set<Path> before = recordings();
        CompletableFuture<HttpResponse<String>> left =
                client.sendAsync(request("/debug/jfr?seconds=100"), BodyHandlers.ofString());
        await().until(() -> get("/debug/threads", BodyHandlers.ofString()).statusCode() == 409);

        left.cancel(true);

        await().until(() -> get("/debug/threads", BodyHandlers.ofString()).statusCode() == 200);
        assertThat(ended).extracting(CallEnd::outcome).contains(CallEnd.Outcome.CLIENT_GONE);
        assertThat(recordings()).isEqualTo(before);
    }

    @Test
    void theTimeOfARecordingIsLimited() throws Exception {
        for (String seconds : List.of("0", "121", "long", "")) {
            HttpResponse<String> answer = get("/debug/jfr?seconds=" + seconds, BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("invalid_seconds");
        }
    }

    @Test
    void onlyWhoAdministersTheGatewayLooksIntoItAndOnlyOnTheAdminPort() throws Exception {
        HttpRequest stranger =
                HttpRequest.newBuilder(gateway.adminUri("/debug/threads")).build();
        HttpRequest wrongPort = HttpRequest.newBuilder(gateway.uri("/debug/threads"))
                .header("authorization", "Bearer " + gateway.key())
                .build();

        assertThat(client.send(stranger, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
        assertThat(client.send(wrongPort, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
    }

    @Test
    void withoutTheSettingNobodyDoes() throws Exception {
        gateway.close();
        gateway = new TestGateway(folder, "providers: {echo: {}}\n", List.of());

        HttpResponse<String> answer = get("/debug/threads", BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("admin.debug");
    }

    private static void spin(AtomicBoolean enough) {
        long sum = 0;
        while (!enough.get()) {
            sum += System.nanoTime() % 7;
        }
        assertThat(sum).isNotNegative();
    }

    private <T> HttpResponse<T> get(String path, BodyHandler<T> handler) throws Exception {
        return client.send(request(path), handler);
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(gateway.adminUri(path))
                .header("authorization", "Bearer " + gateway.key())
                .build();
    }

    private static Set<Path> recordings() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().matches("caravan-.*\\.jfr"))
                    .collect(Collectors.toSet());
        }
    }
}
