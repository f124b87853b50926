package dev.caravan.acceptance.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.gateway.LedgerFile;
import dev.caravan.acceptance.http.RawConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What was acknowledged is in the ledger, whatever becomes of the gateway after that. */
class IngestIT {

    private static final int ROUNDS = Integer.getInteger("caravan.test.kills", 5);
    private static final int REPORTERS = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String CONFIG =
            """
            server: {host: 127.0.0.1, port: 0}
            providers: {echo: {}}
            keys:
              - {name: app, key: "${APP_KEY}", role: member}
            """;

    private static final String REPORT =
            "{\"request_id\":\"%s\",\"provider\":\"openai\",\"path\":\"/v1/chat/completions\",\"method\":\"POST\","
                    + "\"status_code\":200,\"latency_ms\":432,\"request_body\":{\"model\":\"gpt-4o-mini\",\"messages\":["
                    + "{\"role\":\"user\",\"content\":\"Hello\"}]},\"response_body\":{\"choices\":[{\"message\":{\"content\":"
                    + "\"Hi there!\"}}],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}}";

    private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    private final AtomicLong sent = new AtomicLong();

    @Test
    void what_was_acknowledged_is_there_once_after_every_kill() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        GatewayProcess gateway = tuned(GatewayProcess.launch(CONFIG)).start();
        Path directory = gateway.directory();
        long loadNanos = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            loadNanos += killUnderLoad(gateway, Duration.ofMillis(100 + random.nextInt(900)));
            gateway = tuned(GatewayProcess.launchIn(directory))
                    .argument("--config=" + directory.resolve("gateway.yaml"))
                    .argument("--port=0")
                    .argument("--admin-port=0")
                    .start();
        }
        gateway.close();

        List<String> kept = new LedgerFile(directory).column("SELECT request_id FROM exchange");
        System.out.printf(
                "%d kills (seed %d): %d reports sent, %d acknowledged (%d a second), %d kept%n",
                ROUNDS,
                seed,
                sent.get(),
                acknowledged.size(),
                acknowledged.size() * TimeUnit.SECONDS.toNanos(1) / loadNanos,
                kept.size());
        assertThat(kept).doesNotHaveDuplicates().containsAll(acknowledged).hasSizeLessThanOrEqualTo((int) sent.get());
        assertThat(new LedgerFile(directory).column("SELECT SUM(exchanges) FROM usage_day"))
                .containsExactly(Integer.toString(kept.size()));
    }

    /** Reports until the gateway is killed, and tells how long that was. */
    private long killUnderLoad(GatewayProcess gateway, Duration after) throws Exception {
        int before = acknowledged.size();
        ExecutorService reporters = Executors.newFixedThreadPool(REPORTERS);
        for (int i = 0; i < REPORTERS; i++) {
            reporters.execute(() -> reportUntilItIsGone(gateway));
        }
        await().atMost(PATIENCE).pollDelay(Duration.ZERO).until(() -> acknowledged.size() > before);
        long start = System.nanoTime();
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> System.nanoTime() - start > after.toNanos());
        gateway.kill();
        long taken = System.nanoTime() - start;
        reporters.shutdown();
        assertThat(reporters.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        return taken;
    }

    private void reportUntilItIsGone(GatewayProcess gateway) {
        try (RawConnection connection = gateway.connect()) {
            while (true) {
                String id = "r-" + sent.incrementAndGet();
                connection.send(Requests.post("/api/v1/ingest", REPORT.formatted(id)));
                if (connection.readAnswer().status() == 202) {
                    acknowledged.add(id);
                }
            }
        } catch (IOException | RuntimeException killed) {
            // The end that the test waits for.
        }
    }

    /** It lives for a second: what takes long to watch is not worth it. */
    private static GatewayProcess.Launch tuned(GatewayProcess.Launch launch) {
        return launch.jvm("-XX:+UseSerialGC").jvm("-Dio.netty.leakDetection.level=disabled");
    }
}
