package dev.caravan.processors.budgets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.budgets.SpendBook.Line;
import dev.caravan.processors.budgets.SpendBook.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpendBookTest {

    private final ManualClock clock = new ManualClock("2026-01-31T22:00:00Z");
    private final SpendBook book = new SpendBook(clock);

    @Test
    void whatIsReservedIsHeldUntilItIsSettled() {
        List<BudgetClaim> claims = List.of(key("web", "1", null));
        Reservation first = reserve(claims, "0.6");

        assertThat(book.reserve(claims, usd("0.6")).reservation()).isNull();
        first.end(usd("0.1"));

        assertThat(reserve(claims, "0.9")).isNotNull();
        assertThat(book.lines()).singleElement().satisfies(line -> {
            assertThat(line.spent()).isEqualByComparingTo("0.1");
            assertThat(line.reserved()).isEqualByComparingTo("0.9");
            assertThat(line.limit()).isEqualByComparingTo("1");
        });
    }

    @Test
    void aCallThatOneBudgetRefusesHoldsNothingOfTheOthers() {
        BudgetClaim wide = new BudgetClaim(BudgetKind.PROJECT, "shop", new Budget(0, usd("1"), usd("0.5")));

        Outcome outcome = book.reserve(List.of(key("web", "10", "10"), wide), usd("0.7"));

        assertThat(outcome.refusal()).isNotNull().satisfies(refusal -> {
            assertThat(refusal.claim()).isEqualTo(wide);
            assertThat(refusal.period()).isEqualTo(BudgetPeriod.MONTH);
            assertThat(refusal.renewal()).isEqualTo(Instant.parse("2026-02-01T00:00:00Z"));
        });
        assertThat(book.lines()).allSatisfy(line -> assertThat(line.reserved()).isZero());
    }

    @Test
    void aDayAndAMonthBeginAnewInUtc() {
        List<BudgetClaim> claims = List.of(key("web", "1", "1.5"));
        reserve(claims, "1").end(usd("1"));
        Outcome day = book.reserve(claims, usd("0.1"));
        assertThat(day.refusal()).isNotNull().satisfies(refusal -> assertThat(refusal.period())
                .isEqualTo(BudgetPeriod.DAY));

        clock.advance(Duration.ofHours(3));

        reserve(claims, "1").end(usd("1"));
        assertThat(book.periods()).containsExactly("2026-02-01", "2026-02");
        clock.advance(Duration.ofDays(1));
        Outcome month = book.reserve(claims, usd("1"));
        assertThat(month.refusal()).isNotNull().satisfies(refusal -> {
            assertThat(refusal.period()).isEqualTo(BudgetPeriod.MONTH);
            assertThat(refusal.renewal()).isEqualTo(Instant.parse("2026-03-01T00:00:00Z"));
        });
    }

    @Test
    void aCallIsSettledInTheDayInWhichItBegan() {
        List<BudgetClaim> claims = List.of(key("web", "1", null));
        Reservation overMidnight = reserve(claims, "1");
        clock.advance(Duration.ofHours(3));
        overMidnight.end(usd("0.5"));

        assertThat(book.takeUnstored())
                .extracting(account -> account.key().period())
                .containsExactly("2026-01-31");
        assertThat(reserve(claims, "1")).isNotNull();
    }

    @Test
    void periodsThatAreOverAndThoseWhoSpentNothingAreForgotten() {
        reserve(List.of(key("idle", "1", null)), "0.5").end(BigDecimal.ZERO);
        Reservation busy = reserve(List.of(key("busy", "1", null)), "0.5");
        reserve(List.of(key("web", "1", null)), "0.5").end(usd("0.5"));

        book.sweep();
        assertThat(book.lines()).extracting(line -> line.key().name()).containsExactly("busy", "web");

        clock.advance(Duration.ofDays(1));
        busy.end(BigDecimal.ZERO);
        book.takeUnstored().forEach(account -> account.stored(account.balance().pending(), usd("0.5")));
        book.sweep();
        clock.advance(Duration.ofDays(-1));
        assertThat(book.lines()).isEmpty();
    }

    @Test
    void manyThreadsNeverReserveMoreThanThereIsAndLoseNoRelease() throws Exception {
        List<BudgetClaim> claims = List.of(
                key("web", "10", "10"), new BudgetClaim(BudgetKind.PROJECT, "shop", new Budget(0, usd("10"), null)));
        AtomicInteger settled = new AtomicInteger();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(8);
        for (int t = 0; t < 8; t++) {
            Random random = new Random(t);
            Thread thread = new Thread(() -> {
                try {
                    for (int i = 0; i < 2000; i++) {
                        Reservation reservation =
                                book.reserve(claims, usd("0.01")).reservation();
                        if (reservation != null) {
                            boolean spends = random.nextInt(4) == 0;
                            reservation.end(spends ? usd("0.01") : BigDecimal.ZERO);
                            settled.addAndGet(spends ? 1 : 0);
                        }
                        if (i % 100 == 0) {
                            book.sweep();
                        }
                    }
                } catch (RuntimeException | Error e) {
                    failure.set(e);
                } finally {
                    done.countDown();
                }
            });
            thread.start();
        }
        done.await();

        assertThat(failure.get()).isNull();
        assertThat(settled.get()).isEqualTo(1000);
        assertThat(book.lines()).hasSize(3).allSatisfy(line -> {
            assertThat(line.spent()).isEqualByComparingTo("10");
            assertThat(line.reserved()).isZero();
        });
    }

    private Reservation reserve(List<BudgetClaim> claims, String usd) {
        Reservation reservation = book.reserve(claims, usd(usd)).reservation();
        if (reservation == null) {
            throw new AssertionError(
                    "refused: " + book.lines().stream().map(Line::toString).toList());
        }
        return reservation;
    }

    private static BudgetClaim key(String name, @Nullable String day, @Nullable String month) {
        return new BudgetClaim(
                BudgetKind.KEY, name, new Budget(0, day == null ? null : usd(day), month == null ? null : usd(month)));
    }

    private static BigDecimal usd(String text) {
        return new BigDecimal(text);
    }
}
