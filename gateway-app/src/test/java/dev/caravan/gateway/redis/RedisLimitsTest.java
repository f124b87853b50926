package dev.caravan.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.caravan.gateway.config.LimitStoreConfig.WhenDown;
import dev.caravan.processors.limits.Claim;
import dev.caravan.processors.limits.LimitKind;
import dev.caravan.processors.limits.LimitWindow;
import dev.caravan.processors.limits.MemoryLimits;
import dev.caravan.processors.limits.RateLimit;
import dev.caravan.processors.limits.Standing;
import dev.caravan.processors.limits.Verdict;
import dev.caravan.processors.limits.Verdict.Admitted;
import dev.caravan.processors.limits.Verdict.Refused;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class RedisLimitsTest {

    private static final Duration LONG_LEASE = Duration.ofSeconds(30);

    private static TestRedis redis;

    private final EventExecutor loop = new DefaultEventExecutor();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<RedisConnection> connections = new ArrayList<>();

    @BeforeAll
    static void startRedis() {
        redis = TestRedis.started();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void forgetEverything() {
        redis.ask(commands -> commands.flushall() + commands.configResetstat());
    }

    @AfterEach
    void disconnect() {
        connections.forEach(RedisConnection::close);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void ofAThousandConcurrentCallsOnTwoNodesExactlyAHundredPass() {
        List<RedisLimits> nodes = List.of(node(), node());
        Claim claim = key("a", new RateLimit(0, 100, 0));

        List<Verdict> verdicts = concurrently(1000, call -> asked(nodes.get(call % 2), claim));

        assertThat(verdicts).filteredOn(Admitted.class::isInstance).hasSize(100);
    }

    @Test
    void ofAThousandConcurrentCallsOnTwoNodesExactlyTenAreInFlight() {
        List<RedisLimits> nodes = List.of(node(), node());
        Claim claim = key("a", new RateLimit(0, 0, 10));

        List<Verdict> verdicts = concurrently(1000, call -> asked(nodes.get(call % 2), claim));

        assertThat(verdicts).filteredOn(Admitted.class::isInstance).hasSize(10);
        verdicts.forEach(verdict -> end(verdict, 0));
        await().untilAsserted(() -> assertThat(redis.keys()).isEmpty());
    }

    @Test
    void aWindowComesBackEvenlyAndTellsWhen() {
        RedisLimits node = node();
        Claim claim = key("a", new RateLimit(60, 0, 0));

        Standing first = standing(take(node, claim));
        IntStream.range(1, 60).forEach(i -> take(node, claim));
        Verdict beyond = take(node, claim);

        assertThat(first.limit()).isEqualTo(60);
        assertThat(first.remaining()).isEqualTo(59);
        assertThat(Duration.ofNanos(first.full() - System.nanoTime())).isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(beyond).isInstanceOf(Refused.class);
        assertThat(refused(beyond).window()).isEqualTo(LimitWindow.MINUTE);
        assertThat(refused(beyond).retryAfter()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(1));
        assertThat(standing(beyond).remaining()).isZero();
        await().atMost(Duration.ofSeconds(5)).until(() -> take(node, claim) instanceof Admitted);
    }

    @Test
    void aLimitOfAnyNumberAdmitsJustThatMany() {
        RedisLimits node = node();
        for (int limit : List.of(1, 3, 7, 11, 97)) {
            Claim claim = key("of" + limit, new RateLimit(0, limit, 0));
            for (int left = limit - 1; left >= 0; left--) {
                Verdict verdict = take(node, claim);
                assertThat(verdict).isInstanceOf(Admitted.class);
                assertThat(standing(verdict).remaining()).isEqualTo(left);
            }
            assertThat(take(node, claim)).isInstanceOf(Refused.class);
        }
    }

    @Test
    void aRefusedCallTakesNothingOfAnyLimit() {
        RedisLimits node = node();
        Claim user = Claim.call(LimitKind.USER, "u", new RateLimit(5, 5, 5));
        Claim full = key("k", new RateLimit(0, 1, 0));
        take(node, full);

        for (int i = 0; i < 10; i++) {
            Verdict verdict = take(node, user, full);
            assertThat(refused(verdict).claim()).isEqualTo(full);
        }

        for (int i = 0; i < 5; i++) {
            assertThat(take(node, user)).isInstanceOf(Admitted.class);
        }
        assertThat(refused(take(node, user)).window()).isEqualTo(LimitWindow.CONCURRENT);
    }

    @Test
    void theTightestWindowIsToldOfRequestsAndOfTokens() {
        Verdict verdict = take(
                node(),
                new Claim(LimitKind.MODEL, "m", new RateLimit(60, 100, 9, 1000), 1, 100),
                new Claim(LimitKind.PROVIDER, "p", new RateLimit(30, 0, 0, 500), 1, 100));

        assertThat(standing(verdict).limit()).isEqualTo(30);
        assertThat(standing(verdict).remaining()).isEqualTo(29);
        assertThat(verdict.standings().tokens()).isNotNull();
        assertThat(verdict.standings().tokens().limit()).isEqualTo(500);
        assertThat(verdict.standings().tokens().remaining()).isEqualTo(400);
    }

    @Test
    void aChangedLimitKeepsTheShareThatIsLeft() {
        RedisLimits node = node();
        for (int i = 0; i < 75; i++) {
            take(node, key("a", new RateLimit(0, 100, 0)));
        }

        assertThat(standing(take(node, key("a", new RateLimit(0, 1000, 0)))).remaining())
                .isEqualTo(249);
        assertThat(standing(take(node, key("a", new RateLimit(0, 20, 0)))).remaining())
                .isEqualTo(3);
    }

    @Test
    void tokensThatWereNotUsedComeBack() {
        RedisLimits node = node();
        Verdict first = take(node, tokens(1000, 900));
        assertThat(take(node, tokens(1000, 900))).isInstanceOf(Refused.class);

        end(first, 50);

        await().untilAsserted(() -> assertThat(take(node, tokens(1000, 900))).isInstanceOf(Admitted.class));
    }

    @Test
    void tokensThatWereUsedBeyondTheClaimAreMissing() {
        RedisLimits node = node();
        Verdict first = take(node, tokens(6000, 100));

        end(first, 6000 + 3000);

        await().untilAsserted(() -> {
            Refused refused = refused(take(node, tokens(6000, 1)));
            assertThat(refused.retryAfter()).isNotNull();
            assertThat(refused.retryAfter().toMillis()).isCloseTo(30_000, within(5_000L));
        });
    }

    @Test
    void noMoreThanAWholeWindowIsMissing() {
        RedisLimits node = node();
        Verdict first = take(node, tokens(6000, 100));

        end(first, 6_000_000);

        await().untilAsserted(() -> {
            Refused refused = refused(take(node, tokens(6000, 1)));
            assertThat(refused.retryAfter()).isNotNull();
            assertThat(refused.retryAfter().toMillis()).isCloseTo(60_000, within(5_000L));
        });
    }

    @Test
    void aCallLargerThanTheWindowCanNeverPass() {
        assertThat(refused(take(node(), tokens(1000, 1001))).retryAfter()).isNull();
    }

    @Test
    void keysNameNobodyAndExpireByThemselves() {
        RedisLimits node = node();
        take(
                node,
                new Claim(LimitKind.USER, "ann@example.com", new RateLimit(5, 5, 5, 5), 1, 1),
                key("web key", new RateLimit(5, 5, 5)));

        List<String> keys = redis.keys();

        assertThat(keys)
                .hasSize(7)
                .allMatch(key -> key.startsWith("caravan:limit:"))
                .noneMatch(key -> key.contains("ann") || key.contains("web"));
        assertThat(keys).allMatch(key -> redis.<Long>ask(commands -> commands.pttl(key)) > 0);
    }

    @Test
    void thePlacesOfAKilledNodeComeBackAndThoseOfALivingOneAreRenewed() {
        Duration lease = Duration.ofMillis(600);
        RedisConnection killed = connection();
        Claim first = key("a", new RateLimit(0, 0, 1));
        Claim second = key("b", new RateLimit(0, 0, 1));
        RedisLimits living = node(connection(), WhenDown.LOCAL, lease);
        take(node(killed, WhenDown.LOCAL, lease), first);
        Verdict held = take(living, second);

        killed.close();

        await().atMost(Duration.ofSeconds(10)).until(() -> take(living, first) instanceof Admitted);
        await().during(lease.multipliedBy(3))
                .atMost(lease.multipliedBy(6))
                .until(() -> take(living, second) instanceof Refused);
        end(held, 0);
        await().until(() -> take(living, second) instanceof Admitted);
    }

    @Test
    void theVerdictIsToldOnTheCallsLoop() {
        CompletableFuture<Boolean> there = new CompletableFuture<>();

        asked(node(), key("a", new RateLimit(1, 0, 0))).subscribe(verdict -> there.complete(loop.inEventLoop()));

        assertThat(there.join()).isTrue();
    }

    @Test
    void whatACallTookThatHasGoneIsGivenBack() throws Exception {
        RedisLimits node = node();
        Claim claim = new Claim(LimitKind.KEY, "a", new RateLimit(9, 9, 9, 9), 1, 5);

        loop.submit(() -> {
                    Disposable asking = node.take(List.of(claim), loop).subscribe();
                    asking.dispose();
                })
                .get();

        await().untilAsserted(() -> assertThat(redis.<String>ask(commands -> commands.info("commandstats")))
                .contains("cmdstat_zrem:"));
        assertThat(redis.keys()).isEmpty();
    }

    private RedisConnection connection() {
        RedisConnection connection = RedisConnection.open(redis.config(), metrics);
        connections.add(connection);
        return connection;
    }

    private RedisLimits node() {
        return node(connection(), WhenDown.LOCAL, LONG_LEASE);
    }

    private RedisLimits node(RedisConnection connection, WhenDown whenDown, Duration lease) {
        return new RedisLimits(connection, new MemoryLimits(System::nanoTime), whenDown, metrics, lease);
    }

    private static Claim key(String name, RateLimit limit) {
        return Claim.call(LimitKind.KEY, name, limit);
    }

    private static Claim tokens(int limit, long tokens) {
        return Claim.tokens(LimitKind.KEY, "t", new RateLimit(0, 0, 0, limit), tokens);
    }

    private Mono<Verdict> asked(RedisLimits node, Claim... claims) {
        return Mono.defer(() -> node.take(List.of(claims), loop)).subscribeOn(Schedulers.fromExecutor(loop));
    }

    private Verdict take(RedisLimits node, Claim... claims) {
        Verdict verdict = asked(node, claims).block(Duration.ofSeconds(20));
        assertThat(verdict).isNotNull();
        return verdict;
    }

    private static List<Verdict> concurrently(int calls, IntFunction<Mono<Verdict>> call) {
        List<CompletableFuture<Verdict>> verdicts = IntStream.range(0, calls)
                .mapToObj(i -> call.apply(i).toFuture())
                .toList();
        return verdicts.stream().map(CompletableFuture::join).toList();
    }

    private static Refused refused(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Refused.class);
        return (Refused) verdict;
    }

    private static Standing standing(Verdict verdict) {
        Standing standing = verdict.standings().requests();
        assertThat(standing).isNotNull();
        return standing;
    }

    private static void end(Verdict verdict, long tokensUsed) {
        if (verdict instanceof Admitted admitted && admitted.held() != null) {
            admitted.held().release(tokensUsed);
        }
    }
}
