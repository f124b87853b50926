package dev.caravan.processors.budgets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.processors.budgets.SpendBook.Line;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SpendWriterTest {

    private static final SpendKey DAY = new SpendKey(BudgetKind.KEY, "web", "2026-01-31");
    private static final List<BudgetClaim> CLAIMS =
            List.of(new BudgetClaim(BudgetKind.KEY, "web", new Budget(0, new BigDecimal("10"), null)));

    private final ManualClock clock = new ManualClock("2026-01-31T12:00:00Z");
    private final SpendBook book = new SpendBook(clock);

    @Test
    void whatIsSpentIsStoredAndThereAfterARestart() {
        MemoryStore store = new MemoryStore(false);
        try (SpendWriter writer = SpendWriter.start(book, store)) {
            spend(book, "1.5");
            await().untilAsserted(() -> assertThat(store.total(DAY)).isEqualByComparingTo("1.5"));
            assertThat(writer.failures()).isZero();
        }

        SpendBook restarted = new SpendBook(clock);
        SpendWriter.start(restarted, store).close();

        assertThat(spent(restarted)).isEqualByComparingTo("1.5");
    }

    @Test
    void whatIsSpentLastIsStoredBeforeTheEnd() {
        MemoryStore store = new MemoryStore(false);
        SpendWriter writer = SpendWriter.start(book, store);
        for (int i = 0; i < 1000; i++) {
            spend(book, "0.001");
        }
        writer.close();

        assertThat(store.total(DAY)).isEqualByComparingTo("1");
        assertThat(book.waiting()).isZero();
        assertThat(spent(book)).isEqualByComparingTo("1");
    }

    @Test
    void aStoreThatIsAwayLosesNothingAndHoldsNobodyUp() {
        MemoryStore store = new MemoryStore(false);
        try (SpendWriter writer = SpendWriter.start(book, store)) {
            store.away(true);
            spend(book, "1");
            await().untilAsserted(() -> assertThat(writer.failures()).isPositive());
            spend(book, "2");
            assertThat(spent(book)).isEqualByComparingTo("3");
            assertThat(book.waiting()).isEqualTo(1);

            store.away(false);

            await().untilAsserted(() -> assertThat(store.total(DAY)).isEqualByComparingTo("3"));
            await().untilAsserted(() -> assertThat(book.waiting()).isZero());
            assertThat(spent(book)).isEqualByComparingTo("3");
        }
    }

    @Test
    void nodesThatShareAStoreSeeEachOthersSpend() {
        MemoryStore store = new MemoryStore(true);
        SpendBook other = new SpendBook(clock);
        try (SpendWriter one = SpendWriter.start(book, store);
                SpendWriter two = SpendWriter.start(other, store)) {
            spend(book, "4");
            await().untilAsserted(() -> assertThat(spent(other)).isEqualByComparingTo("4"));
            spend(other, "5");
            await().untilAsserted(() -> assertThat(spent(book)).isEqualByComparingTo("9"));

            assertThat(book.reserve(CLAIMS, new BigDecimal("1.5")).reservation())
                    .isNull();
            assertThat(one.failures() + two.failures()).isZero();
        }
    }

    private static void spend(SpendBook book, String usd) {
        BigDecimal amount = new BigDecimal(usd);
        Objects.requireNonNull(book.reserve(CLAIMS, amount).reservation()).end(amount);
    }

    private static BigDecimal spent(SpendBook book) {
        return book.lines().stream().map(Line::spent).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
