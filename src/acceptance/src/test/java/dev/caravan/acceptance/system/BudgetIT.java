package dev.caravan.acceptance.system;

import static dev.caravan.acceptance.system.Requests.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.http.RawAnswer;
import dev.caravan.acceptance.http.RawConnection;
import dev.caravan.acceptance.upstream.RecordingUpstream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was spent outlives the process, also one that is killed. */
class BudgetIT {

    private static final int CLIENTS = 200;
    private static final int CALLS_BEFORE_THE_KILL = 1500;
    private static final Duration TO_STORE = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Ten tokens, which cost a cent. */
    private static final String ANSWER =
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt-4o-mini\","
                    + "\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"}}],"
                    + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":10,\"total_tokens\":15}}";

    private static final String REQUEST = "{\"model\":\"openai/gpt-4o-mini\",\"max_tokens\":10,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private static final BigDecimal COST = new BigDecimal("0.01");
    private static final String PRICES = "models: [{names: gpt-4o-mini, prices: {input: 0, output: 1000}}]\n";
    private static final String CONFIG =
            """
            server: {host: 127.0.0.1, port: 0}
            providers:
              openai: {url: "%s/v1", api-key: "%s"}
            keys:
              - {name: app, key: "${APP_KEY}", role: admin, budgets: {usd-per-month: %s}}
            """;
    private static final String ROUTE =
            """
            - rest:
                get:
                  - path: /api/v1/spend
                    to: direct:spend
            - route:
                id: spend
                from:
                  uri: direct:spend
                  steps:
                    - process: { ref: authenticate }
                    - process: { ref: tellSpend }
            """;

    private RecordingUpstream upstream;

    @BeforeEach
    void start() {
        upstream = RecordingUpstream.start();
        upstream.always(CHAT, exchange -> exchange.whole(200, Map.of(), ANSWER.getBytes(StandardCharsets.US_ASCII)));
    }

    @AfterEach
    void stop() {
        upstream.close();
    }

    @Test
    void what_was_spent_before_a_kill_is_spent_after_it() throws Exception {
        GatewayProcess killed = launch("1000").start();
        Queue<Long> completedAt = new ConcurrentLinkedQueue<>();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            clients.execute(() -> callUntilItIsGone(killed, completedAt));
        }
        await().atMost(PATIENCE).until(() -> completedAt.size() > CALLS_BEFORE_THE_KILL);

        long killedAt = System.nanoTime();
        killed.kill();

        clients.shutdown();
        assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        long certain = completedAt.stream()
                .filter(at -> killedAt - at >= TO_STORE.toNanos())
                .count();
        long seen = upstream.calls(CHAT).size();
        try (GatewayProcess restarted = relaunch(killed.directory())) {
            long counted = calls(spent(restarted));
            System.out.printf(
                    "killed after %d answers, %d of them certain; the upstream saw %d, %d are counted%n",
                    completedAt.size(), certain, seen, counted);
            assertThat(certain).isPositive();
            assertThat(counted).isBetween(certain, seen);
            assertThat(seen - counted).isLessThanOrEqualTo(CLIENTS);

            Requests.exchange(restarted, Requests.post(CHAT, REQUEST));
            await().untilAsserted(() -> assertThat(calls(spent(restarted))).isEqualTo(counted + 1));
        }
    }

    @Test
    void of_five_hundred_calls_at_once_those_pass_that_are_paid_for_and_a_restart_pays_for_no_more() throws Exception {
        int paidFor = 100;
        AtomicInteger passed = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        Path directory;
        try (GatewayProcess gateway = launch("1").start()) {
            directory = gateway.directory();
            ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
            for (int i = 0; i < 500; i++) {
                clients.submit(() -> {
                    RawAnswer answer = Requests.exchange(gateway, Requests.post(CHAT, REQUEST));
                    (answer.status() == 200 ? passed : refused).incrementAndGet();
                    return answer;
                });
            }
            clients.shutdown();
            assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            assertThat(passed).hasValue(paidFor);
            assertThat(refused).hasValue(500 - paidFor);
            assertThat(upstream.calls(CHAT)).hasSize(paidFor);
        }

        try (GatewayProcess restarted = relaunch(directory)) {
            assertThat(spent(restarted)).isEqualByComparingTo("1");
            RawAnswer answer = Requests.exchange(restarted, Requests.post(CHAT, REQUEST));
            Requests.assertOpenAiError(answer, 422);
            assertThat(answer.json().path("error").path("code").asText()).isEqualTo("budget_exceeded");
        }
    }

    private static void callUntilItIsGone(GatewayProcess gateway, Queue<Long> completedAt) {
        try (RawConnection connection = gateway.connect()) {
            while (true) {
                connection.send(Requests.post(CHAT, REQUEST));
                if (connection.readAnswer().status() == 200) {
                    completedAt.add(System.nanoTime());
                }
            }
        } catch (IOException | RuntimeException killed) {
            // The end that the test waits for.
        }
    }

    private GatewayProcess.Launch launch(String usdPerMonth) {
        return GatewayProcess.launch(CONFIG.formatted(upstream.url(), GatewayConfig.UPSTREAM_KEY, usdPerMonth))
                .file("prices.yaml", PRICES)
                .file("routes/spend.yaml", ROUTE);
    }

    private static GatewayProcess relaunch(Path directory) {
        return GatewayProcess.launchIn(directory)
                .argument("--config=" + directory.resolve("gateway.yaml"))
                .argument("--port=0")
                .start();
    }

    private static BigDecimal spent(GatewayProcess gateway) throws IOException {
        JsonNode budgets =
                Requests.exchange(gateway, Requests.get("/api/v1/spend")).json().path("budgets");
        return new BigDecimal(budgets.path(0).path("spent_usd").asText("0"));
    }

    private static long calls(BigDecimal usd) {
        return usd.divide(COST).longValueExact();
    }
}
