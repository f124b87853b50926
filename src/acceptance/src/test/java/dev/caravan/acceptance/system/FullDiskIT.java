package dev.caravan.acceptance.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.gateway.LedgerFile;
import dev.caravan.acceptance.http.RawConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The disk is full when a file may not grow any more: the system refuses to write in the same place, with another reason. */
class FullDiskIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int REPORTERS = 4;

    /** The largest file that the gateway may write, in KiB. */
    private static final int ROOM = 24 * 1024;

    private static final String CONFIG =
            """
            server: {host: 127.0.0.1, port: 0}
            providers: {echo: {}}
            keys:
              - {name: app, key: "${APP_KEY}", role: member}
            """;

    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicBoolean enough = new AtomicBoolean();

    @Test
    void the_gateway_serves_while_the_disk_is_full_and_loses_nothing_that_it_acknowledged() throws Exception {
        Assumptions.assumeTrue(succeeds("prlimit", "--version"), "Skipped: there is no prlimit here (util-linux).");
        GatewayProcess gateway = GatewayProcess.launch(CONFIG)
                .startedBy("bash", "-c", "ulimit -S -f " + ROOM + " && exec \"$@\"", "gateway")
                .jvm("-XX:-UsePerfData")
                .start();
        ExecutorService reporters = Executors.newFixedThreadPool(REPORTERS);
        try (gateway) {
            fillAndFree(gateway, reporters);
        } finally {
            reporters.shutdownNow();
        }

        LedgerFile ledger = new LedgerFile(gateway.directory());
        List<String> kept = ledger.column("SELECT request_id FROM exchange WHERE source = 'INGEST'");
        assertThat(kept).doesNotHaveDuplicates().containsAll(acknowledged);
        assertThat(ledger.column("SELECT COUNT(*) FROM exchange WHERE source = 'PROXY'"))
                .containsExactly("5");
    }

    private void fillAndFree(GatewayProcess gateway, ExecutorService reporters) throws Exception {
        List<Future<?>> reporting = new ArrayList<>();
        for (int i = 0; i < REPORTERS; i++) {
            Random noise = new Random(i);
            reporting.add(reporters.submit(() -> {
                report(gateway, noise);
                return null;
            }));
        }
        awaitReadiness(gateway, "cannot be written");

        for (int i = 0; i < 5; i++) {
            Requests.assertServes(gateway);
        }
        assertThat(metric(gateway, "caravan_ledger_failures_total")).isPositive();
        int before = acknowledged.size();

        assertThat(succeeds("prlimit", "--fsize=unlimited:", "--pid=" + gateway.pid()))
                .isTrue();
        awaitReadiness(gateway, "ready\n");
        await("the reports that waited").atMost(PATIENCE).until(() -> acknowledged.size() >= before + REPORTERS);
        enough.set(true);
        for (Future<?> one : reporting) {
            one.get(60, TimeUnit.SECONDS);
        }
    }

    /** Noise, so that it takes as much room as it is long. */
    private void report(GatewayProcess gateway, Random noise) throws IOException {
        byte[] bytes = new byte[150_000];
        try (RawConnection connection = gateway.connect()) {
            while (!enough.get()) {
                noise.nextBytes(bytes);
                String id = "r-" + sent.incrementAndGet();
                String text = Base64.getEncoder().encodeToString(bytes);
                connection.send(
                        Requests.post("/api/v1/ingest", "{\"request_id\":\"" + id + "\",\"prompt\":\"" + text + "\"}"));
                if (connection.readAnswer().status() == 202) {
                    acknowledged.add(id);
                }
            }
        }
    }

    private static void awaitReadiness(GatewayProcess gateway, String words) {
        await("readiness: " + words)
                .atMost(PATIENCE)
                .until(() ->
                        (Requests.exchange(gateway, Requests.get("/readyz")).text() + "\n").contains(words));
    }

    private static double metric(GatewayProcess gateway, String name) throws IOException {
        return Requests.exchange(gateway, Requests.get("/metrics"))
                .text()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        }
    }
}
