package dev.caravan.processors.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.limits.Verdict.Admitted;
import dev.caravan.processors.limits.Verdict.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class MemoryLimitsTest {

    private final ManualTime time = new ManualTime();
    private final MemoryLimits limits = new MemoryLimits(time);

    @Test
    void ofAThousandConcurrentCallsExactlyAHundredPass() throws Exception {
        Claim claim = key("a", new RateLimit(100, 0, 0));

        List<Verdict> verdicts = concurrently(1000, () -> take(claim));

        assertThat(verdicts).filteredOn(Admitted.class::isInstance).hasSize(100);
    }

    @Test
    void ofAThousandConcurrentCallsExactlyTenAreInFlight() throws Exception {
        Claim claim = key("a", new RateLimit(0, 0, 10));

        List<Verdict> verdicts = concurrently(1000, () -> take(claim));

        assertThat(verdicts).filteredOn(Admitted.class::isInstance).hasSize(10);
        verdicts.forEach(MemoryLimitsTest::end);
        assertThat(limits.isIdle()).isTrue();
        assertThat(take(claim)).isInstanceOf(Admitted.class);
    }

    @Test
    void whatConcurrentCallsOfManyUsersTakeOfAProjectIsExact() throws Exception {
        Claim project = Claim.call(LimitKind.PROJECT, "shop", new RateLimit(100, 1000, 100));

        List<Verdict> verdicts = concurrently(1000, new Callable<>() {
            private int next;

            @Override
            public Verdict call() {
                int user;
                synchronized (this) {
                    user = next++ % 200;
                }
                return take(Claim.call(LimitKind.USER, "u" + user, new RateLimit(3, 0, 0)), project);
            }
        });

        assertThat(verdicts).filteredOn(Admitted.class::isInstance).hasSize(100);
    }

    @Test
    void aMinutesCallsComeBackEvenly() {
        Claim claim = key("a", new RateLimit(60, 0, 0));
        for (int i = 0; i < 60; i++) {
            assertThat(take(claim)).isInstanceOf(Admitted.class);
        }

        assertThat(refused(claim).retryAfter()).isEqualTo(Duration.ofSeconds(1));
        time.pass(Duration.ofMillis(400));
        assertThat(refused(claim).retryAfter()).isEqualTo(Duration.ofMillis(600));
        time.pass(Duration.ofMillis(600));
        assertThat(take(claim)).isInstanceOf(Admitted.class);
        assertThat(take(claim)).isInstanceOf(Refused.class);
        time.pass(Duration.ofHours(5));
        for (int i = 0; i < 60; i++) {
            assertThat(take(claim)).isInstanceOf(Admitted.class);
        }
        assertThat(take(claim)).isInstanceOf(Refused.class);
    }

    @Test
    void anHoursLimitHoldsBesideAMinutes() {
        Claim claim = key("a", new RateLimit(2, 3, 0));
        take(claim);
        take(claim);

        assertThat(refused(claim).window()).isEqualTo(LimitWindow.MINUTE);
        time.pass(Duration.ofMinutes(1));
        assertThat(take(claim)).isInstanceOf(Admitted.class);
        assertThat(refused(claim).window()).isEqualTo(LimitWindow.HOUR);
    }

    @Test
    void aRefusedCallTakesNothingOfAnyLimit() {
        Claim user = Claim.call(LimitKind.USER, "u", new RateLimit(5, 5, 5));
        Claim full = key("k", new RateLimit(1, 0, 0));
        take(full);

        for (int i = 0; i < 20; i++) {
            assertThat(take(user, full)).isInstanceOf(Refused.class);
        }

        assertThat(limits.isIdle()).isTrue();
        for (int i = 0; i < 5; i++) {
            assertThat(take(user)).isInstanceOf(Admitted.class);
        }
        assertThat(refused(user).window()).isEqualTo(LimitWindow.CONCURRENT);
    }

    @Test
    void eachHasALimitOfItsOwn() {
        RateLimit one = new RateLimit(1, 0, 0);
        take(key("a", one));

        assertThat(take(key("b", one))).isInstanceOf(Admitted.class);
        assertThat(take(Claim.call(LimitKind.PROJECT, "a", one))).isInstanceOf(Admitted.class);
        assertThat(take(key("a", one))).isInstanceOf(Refused.class);
    }

    @Test
    void aPlaceThatWasLeftMayBeTakenAgain() {
        Claim claim = key("a", new RateLimit(0, 0, 1));
        Verdict first = take(claim);
        Refused second = refused(claim);

        end(first);

        assertThat(second.window()).isEqualTo(LimitWindow.CONCURRENT);
        assertThat(second.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(second.standings().requests()).isNull();
        assertThat(take(claim)).isInstanceOf(Admitted.class);
    }

    @Test
    void aChangedLimitKeepsTheShareThatIsLeft() {
        for (int i = 0; i < 75; i++) {
            take(key("a", new RateLimit(100, 0, 0)));
        }

        assertThat(standing(take(key("a", new RateLimit(1000, 0, 0)))).remaining())
                .isEqualTo(249);
        assertThat(standing(take(key("a", new RateLimit(20, 0, 0)))).remaining())
                .isEqualTo(3);
    }

    @Test
    void callsInFlightCountAgainstALoweredLimit() {
        take(key("a", new RateLimit(0, 0, 3)));
        take(key("a", new RateLimit(0, 0, 3)));

        assertThat(take(key("a", new RateLimit(0, 0, 2)))).isInstanceOf(Refused.class);
        assertThat(take(key("a", new RateLimit(0, 0, 3)))).isInstanceOf(Admitted.class);
    }

    @Test
    void theTightestWindowIsTold() {
        Standing standing = standing(
                take(Claim.call(LimitKind.USER, "u", new RateLimit(60, 100, 0)), key("k", new RateLimit(30, 1000, 0))));

        assertThat(standing.limit()).isEqualTo(30);
        assertThat(standing.remaining()).isEqualTo(29);
        assertThat(standing.full() - time.getAsLong())
                .isEqualTo(Duration.ofSeconds(2).toNanos());
    }

    @Test
    void theUsedUpWindowIsToldOfARefusedCall() {
        Claim claim = key("a", new RateLimit(6, 0, 0));
        for (int i = 0; i < 6; i++) {
            take(claim);
        }

        Standing standing = standing(take(claim));

        assertThat(standing)
                .isEqualTo(new Standing(
                        6, 0, time.getAsLong() + Duration.ofMinutes(1).toNanos()));
    }

    @Test
    void tokensThatWereNotUsedComeBackAndNeverMoreThanThereWere() {
        Verdict first = take(tokens(1000, 600));
        assertThat(take(tokens(1000, 600))).isInstanceOf(Refused.class);

        release(first, 50);

        assertThat(tokenStanding(take(tokens(1000, 600))).remaining()).isEqualTo(350);
        time.pass(Duration.ofMinutes(1));
        release(take(tokens(1000, 10)), 0);
        assertThat(tokenStanding(take(tokens(1000, 1))).remaining()).isEqualTo(999);
    }

    @Test
    void tokensThatWereUsedBeyondTheClaimAreMissing() {
        release(take(tokens(6000, 100)), 9000);

        Refused refused = refused(tokens(6000, 1));

        assertThat(refused.window()).isEqualTo(LimitWindow.TOKENS);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofMillis(30_010));
        assertThat(tokenStanding(refused).remaining()).isZero();
    }

    @Test
    void noMoreThanAWholeWindowIsMissing() {
        release(take(tokens(6000, 100)), 6_000_000);

        assertThat(refused(tokens(6000, 1)).retryAfter()).isEqualTo(Duration.ofMillis(60_010));
    }

    @Test
    void aCallLargerThanTheWindowCanNeverPass() {
        assertThat(refused(tokens(1000, 1001)).retryAfter()).isNull();
        assertThat(take(tokens(1000, 1000))).isInstanceOf(Admitted.class);
    }

    @Test
    void aCallTakesItsPlaceAndItsTokensTogetherOrNeither() {
        RateLimit limit = new RateLimit(0, 2, 0, 100);
        Claim both = new Claim(LimitKind.MODEL, "m", limit, 1, 80);
        take(both);

        assertThat(refused(both).window()).isEqualTo(LimitWindow.TOKENS);
        assertThat(refused(both).window()).isEqualTo(LimitWindow.TOKENS);
        time.pass(Duration.ofMinutes(1));

        assertThat(take(both)).isInstanceOf(Admitted.class);
        assertThat(refused(both).window()).isEqualTo(LimitWindow.HOUR);
    }

    @Test
    void callsThatClaimNoTokensLeaveTheirWindowAlone() {
        RateLimit limit = new RateLimit(9, 0, 0, 100);
        take(Claim.call(LimitKind.KEY, "a", limit));

        Verdict verdict = take(Claim.tokens(LimitKind.KEY, "a", limit, 100));

        assertThat(tokenStanding(verdict).remaining()).isZero();
        assertThat(verdict.standings().requests()).isNull();
    }

    @Test
    void madeUpUsersNeitherFillTheMemoryNorPushOutKeys() {
        Claim key = key("k", new RateLimit(1, 0, 0));
        take(key);

        for (int i = 0; i < MemoryLimits.MOST_WINDOWS + 10_000; i++) {
            take(Claim.call(LimitKind.USER, "u" + i, new RateLimit(1, 0, 0)));
        }

        assertThat(limits.remembered(LimitKind.USER)).isLessThanOrEqualTo(MemoryLimits.MOST_WINDOWS);
        assertThat(take(key)).isInstanceOf(Refused.class);
    }

    @Test
    void aWindowIsForgottenWhenItMustBeFullAgain() {
        take(Claim.call(LimitKind.USER, "u", new RateLimit(1, 1, 1)));
        assertThat(limits.remembered(LimitKind.USER)).isEqualTo(2);

        time.pass(Duration.ofHours(1));

        assertThat(limits.remembered(LimitKind.USER)).isZero();
    }

    private static Claim key(String name, RateLimit limit) {
        return Claim.call(LimitKind.KEY, name, limit);
    }

    private Verdict take(Claim... claims) {
        return limits.take(List.of(claims));
    }

    private Refused refused(Claim... claims) {
        Verdict verdict = take(claims);
        assertThat(verdict).isInstanceOf(Refused.class);
        return (Refused) verdict;
    }

    private static Claim tokens(int limit, long tokens) {
        return Claim.tokens(LimitKind.KEY, "t", new RateLimit(0, 0, 0, limit), tokens);
    }

    private static Standing tokenStanding(Verdict verdict) {
        Standing standing = verdict.standings().tokens();
        assertThat(standing).isNotNull();
        return standing;
    }

    private static Standing standing(Verdict verdict) {
        Standing standing = verdict.standings().requests();
        assertThat(standing).isNotNull();
        return standing;
    }

    private static void end(Verdict verdict) {
        release(verdict, 0);
    }

    private static void release(Verdict verdict, long tokensUsed) {
        if (verdict instanceof Admitted admitted && admitted.held() != null) {
            admitted.held().release(tokensUsed);
        }
    }

    private static List<Verdict> concurrently(int calls, Callable<Verdict> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(32);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Verdict>> futures = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                futures.add(threads.submit(() -> {
                    start.await();
                    return call.call();
                }));
            }
            start.countDown();
            List<Verdict> verdicts = new ArrayList<>();
            for (Future<Verdict> future : futures) {
                verdicts.add(future.get());
            }
            return verdicts;
        } finally {
            threads.shutdownNow();
        }
    }
}
