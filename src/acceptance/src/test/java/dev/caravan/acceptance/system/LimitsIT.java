package dev.caravan.acceptance.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.http.RawAnswer;
import dev.caravan.acceptance.system.CallBurst.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** A limit of 100 calls a minute under a thousand at once: on one node, on two that share a Redis, and when that is killed. */
class LimitsIT {

    private static final int CALLS = 1000;
    private static final int LIMIT = 100;

    /** What a minute allows comes back evenly: one of a hundred after so long. */
    private static final Duration ONE_COMES_BACK = Duration.ofMillis(600);

    private int port;
    private RedisServer redis;

    @BeforeEach
    void startRedis() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        redis = redis();
        redis.start();
    }

    @AfterEach
    void stopRedis() throws IOException {
        redis.stop();
    }

    @Test
    void of_a_thousand_calls_at_once_exactly_a_hundred_pass_on_one_node() throws Exception {
        try (GatewayProcess node = node("memory");
                CallBurst burst = CallBurst.open(CALLS, List.of(node))) {
            burst.fire("warm");

            assertExactlyTheLimitPasses(burst.fire("limited"), 1);
        }
    }

    @Test
    void of_a_thousand_calls_at_once_exactly_a_hundred_pass_on_two_nodes_together() throws Exception {
        try (GatewayProcess one = node("redis");
                GatewayProcess other = node("redis");
                CallBurst burst = CallBurst.open(CALLS, List.of(one, other))) {
            burst.fire("warm");

            assertExactlyTheLimitPasses(burst.fire("limited"), 1);

            for (GatewayProcess node : List.of(one, other)) {
                assertThat(metric(node, "caravan_redis_up")).isEqualTo(1);
                assertThat(metric(node, "caravan_limits_fallback_total")).isZero();
            }
        }
    }

    @Test
    void when_redis_is_killed_calls_go_on_and_each_node_limits_for_itself() throws Exception {
        try (GatewayProcess one = node("redis");
                GatewayProcess other = node("redis");
                CallBurst burst = CallBurst.open(CALLS, List.of(one, other))) {
            burst.fire("warm");

            redis.stop();

            assertExactlyTheLimitPasses(burst.fire("limited"), 2);
            for (GatewayProcess node : List.of(one, other)) {
                assertThat(metric(node, "caravan_redis_up")).isZero();
                assertThat(metric(node, "caravan_limits_fallback_total")).isEqualTo(CALLS / 2);
                node.log().awaitLineWith("redis is down");
            }

            redis = redis();
            redis.start();
            for (GatewayProcess node : List.of(one, other)) {
                await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(metric(node, "caravan_redis_up"))
                        .isEqualTo(1));
            }
            assertExactlyTheLimitPasses(burst.fire("limited"), 1);
        }
    }

    /** @param windows how many there are, each of which allows the limit */
    private static void assertExactlyTheLimitPasses(Outcome outcome, int windows) {
        long refilled = outcome.elapsed().dividedBy(ONE_COMES_BACK);
        assertThat(outcome.passed())
                .as("calls that passed in " + outcome.elapsed())
                .isBetween((long) LIMIT * windows, (LIMIT + refilled) * windows);
        assertThat(outcome.passed() + outcome.refused()).isEqualTo(CALLS);
    }

    private RedisServer redis() throws IOException {
        return RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .onShutdownForceStop(true)
                .build();
    }

    /** The time-out is one that a busy machine keeps. */
    private GatewayProcess node(String store) {
        return GatewayProcess.launch(
                        """
                        server: { host: 127.0.0.1, port: 0, access-log: false }
                        providers: { echo: {} }
                        redis: { url: "redis://127.0.0.1:%d", timeout: 20s }
                        limits: { store: %s }
                        keys:
                          # printf %%s warm | sha256sum
                          - { name: warm, hash: "sha256:0f0aa408c1832abefd06bced5378aa7945c11b3fe2f24f8a22cd6dbdbe4bccd8", limits: { requests-per-minute: 1000000 } }
                          # printf %%s limited | sha256sum
                          - { name: limited, hash: "sha256:7b508dace774f8adc1b121c1812b740904be6dfd37e3b5e3579bc81fbf6f5553", limits: { requests-per-minute: 100 } }
                        """
                                .formatted(port, store))
                .start();
    }

    private static double metric(GatewayProcess node, String name) throws IOException {
        RawAnswer metrics = Requests.exchange(node, "GET /metrics HTTP/1.1\r\nHost: gateway\r\n\r\n");
        return metrics.text()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in /metrics"));
    }
}
