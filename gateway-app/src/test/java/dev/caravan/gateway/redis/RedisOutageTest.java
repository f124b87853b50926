package dev.caravan.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.caravan.gateway.config.LimitStoreConfig.WhenDown;
import dev.caravan.gateway.config.RedisConfig;
import dev.caravan.processors.limits.Claim;
import dev.caravan.processors.limits.LimitKind;
import dev.caravan.processors.limits.MemoryLimits;
import dev.caravan.processors.limits.RateLimit;
import dev.caravan.processors.limits.Verdict;
import dev.caravan.processors.limits.Verdict.Admitted;
import dev.caravan.processors.limits.Verdict.Refused;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A Redis that stops, hangs, comes back, or is not there at all. */
class RedisOutageTest {

    private static final Claim CLAIM = Claim.call(LimitKind.KEY, "a", new RateLimit(0, 3, 0));
    private static final Duration PATIENT = Duration.ofSeconds(5);

    private final EventExecutor loop = new DefaultEventExecutor();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<RedisConnection> connections = new ArrayList<>();

    @AfterEach
    void disconnect() {
        connections.forEach(RedisConnection::close);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void whileRedisIsDownThisNodeCountsForItselfAndAfterwardsAllTogetherAgain() {
        try (TestRedis redis = TestRedis.started()) {
            RedisConnection connection = connect(redis.config(PATIENT));
            RedisLimits node = node(connection, WhenDown.LOCAL);
            take(node, CLAIM);
            assertThat(up()).isEqualTo(1);
            assertThat(fallbacks()).isZero();

            redis.stop();

            assertThat(take(node, CLAIM)).isInstanceOf(Admitted.class);
            assertThat(take(node, CLAIM)).isInstanceOf(Admitted.class);
            assertThat(take(node, CLAIM)).isInstanceOf(Admitted.class);
            assertThat(take(node, CLAIM)).isInstanceOf(Refused.class);
            assertThat(fallbacks()).isEqualTo(4);
            assertThat(up()).isZero();

            redis.start();

            await().atMost(Duration.ofSeconds(20)).until(connection::isUp);
            assertThat(take(node, CLAIM)).isInstanceOf(Admitted.class);
            assertThat(redis.keys()).hasSize(1);
            assertThat(fallbacks()).isEqualTo(4);
            assertThat(up()).isEqualTo(1);
        }
    }

    @Test
    void aPlaceThatWasTakenBeforeTheOutageIsHeldAgainAfterIt() {
        try (TestRedis redis = TestRedis.started()) {
            Claim one = Claim.call(LimitKind.KEY, "a", new RateLimit(0, 0, 1));
            RedisConnection connection = connect(redis.config(PATIENT));
            RedisLimits node = new RedisLimits(
                    connection, new MemoryLimits(System::nanoTime), WhenDown.LOCAL, metrics, Duration.ofMillis(600));
            Verdict held = take(node, one);

            redis.stop();
            redis.start();

            await().atMost(Duration.ofSeconds(20)).until(connection::isUp);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(redis.keys()).hasSize(1));
            assertThat(take(node, one)).isInstanceOf(Refused.class);
            assertThat(held).isInstanceOf(Admitted.class);
        }
    }

    @Test
    void aRedisThatHangsIsWaitedForNoLongerThanItsTimeoutAndWhatItTookTooLateIsGivenBack() {
        try (TestRedis redis = TestRedis.started()) {
            Duration timeout = Duration.ofSeconds(1);
            RedisConnection connection = connect(redis.config(timeout));
            RedisLimits node = node(connection, WhenDown.LOCAL);
            take(node, Claim.call(LimitKind.USER, "warm", new RateLimit(0, 0, 1)));
            redis.ask(commands -> commands.flushall());
            redis.ask(commands -> commands.clientPause(6_000));

            long before = System.nanoTime();
            assertThat(take(node, CLAIM)).isInstanceOf(Admitted.class);
            Duration first = Duration.ofNanos(System.nanoTime() - before);
            before = System.nanoTime();
            assertThat(take(node, CLAIM)).isInstanceOf(Admitted.class);
            Duration second = Duration.ofNanos(System.nanoTime() - before);

            assertThat(first).isBetween(timeout, Duration.ofSeconds(5));
            assertThat(second).isLessThan(timeout);
            assertThat(fallbacks()).isEqualTo(2);
            await().atMost(Duration.ofSeconds(20)).until(connection::isUp);
            await().untilAsserted(() -> assertThat(redis.keys()).isEmpty());
        }
    }

    @Test
    void ofManyCallsThatARedisHangsOnEachIsDecidedHere() {
        try (TestRedis redis = TestRedis.started()) {
            RedisConnection connection = connect(redis.config(Duration.ofSeconds(1)));
            RedisLimits node = node(connection, WhenDown.LOCAL);
            redis.ask(commands -> commands.clientPause(6_000));

            List<CompletableFuture<Verdict>> asked = IntStream.range(0, 500)
                    .mapToObj(i -> asked(node, CLAIM).toFuture())
                    .toList();
            List<Verdict> verdicts = asked.stream().map(CompletableFuture::join).toList();

            assertThat(verdicts).filteredOn(Admitted.class::isInstance).hasSize(3);
            assertThat(fallbacks()).isEqualTo(500);
            await().atMost(Duration.ofSeconds(20)).until(connection::isUp);
            await().untilAsserted(() -> assertThat(redis.keys()).isEmpty());
        }
    }

    @Test
    void aGatewayStartsWithoutRedisAndFindsItLater() {
        try (TestRedis redis = TestRedis.stopped()) {
            RedisConnection connection = connect(redis.config(PATIENT));
            RedisLimits node = node(connection, WhenDown.LOCAL);
            assertThat(take(node, CLAIM)).isInstanceOf(Admitted.class);
            assertThat(up()).isZero();

            redis.start();

            await().atMost(Duration.ofSeconds(20)).until(connection::isUp);
            take(node, CLAIM);
            assertThat(redis.keys()).hasSize(1);
        }
    }

    @Test
    void openLetsEveryCallPassAndClosedNone() {
        RedisConnection none = connect(TestRedis.stopped().config(PATIENT));
        RedisLimits open = node(none, WhenDown.OPEN);
        RedisLimits closed = node(none, WhenDown.CLOSED);

        for (int i = 0; i < 10; i++) {
            assertThat(take(open, CLAIM)).isInstanceOf(Admitted.class);
        }
        GatewayError refusal = catchThrowableOfType(GatewayError.class, () -> take(closed, CLAIM));
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.code()).isEqualTo("limits_unavailable");
        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aPasswordIsGivenAndAWrongOneCountsAsDown() {
        try (TestRedis redis = TestRedis.started("requirepass open-sesame")) {
            RedisConnection right = connect(with(redis, null, "open-sesame"));
            RedisConnection named = connect(with(redis, "default", "open-sesame"));
            RedisConnection wrong = connect(with(redis, null, "wrong"));
            RedisConnection inUrl = connect(
                    new RedisConfig(Secret.of(redis.url().replace("://", "://:open-sesame@")), null, null, PATIENT));

            assertThat(right.isUp()).isTrue();
            assertThat(named.isUp()).isTrue();
            assertThat(inUrl.isUp()).isTrue();
            assertThat(wrong.isUp()).isFalse();
        }
    }

    private static RedisConfig with(TestRedis redis, @Nullable String user, String password) {
        return new RedisConfig(Secret.of(redis.url()), user, Secret.of(password), PATIENT);
    }

    private RedisConnection connect(RedisConfig config) {
        RedisConnection connection = RedisConnection.open(config, metrics);
        connections.add(connection);
        return connection;
    }

    private RedisLimits node(RedisConnection connection, WhenDown whenDown) {
        return new RedisLimits(connection, new MemoryLimits(System::nanoTime), whenDown, metrics);
    }

    private Mono<Verdict> asked(RedisLimits node, Claim... claims) {
        return Mono.defer(() -> node.take(List.of(claims), loop)).subscribeOn(Schedulers.fromExecutor(loop));
    }

    private Verdict take(RedisLimits node, Claim... claims) {
        Verdict verdict = asked(node, claims).block(Duration.ofSeconds(20));
        assertThat(verdict).isNotNull();
        return verdict;
    }

    private double up() {
        return metrics.get("caravan.redis.up").gauge().value();
    }

    private double fallbacks() {
        return metrics.get("caravan.limits.fallback").counter().count();
    }
}
