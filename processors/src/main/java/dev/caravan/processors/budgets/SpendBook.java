package dev.caravan.processors.budgets;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who has spent how much today and this month, and what calls in flight may spend. It is what this process decides by; a {@link
 * SpendWriter} keeps it and the store in step. It outlives a reload of the configuration, and grows with those who spend
 * something. Thread-safe, never blocks.
 */
public final class SpendBook {

    private static final List<BudgetPeriod> PERIODS = List.of(BudgetPeriod.values());

    private final Clock clock;
    private final Map<SpendKey, Account> accounts = new ConcurrentHashMap<>();
    private final Queue<Account> unstored = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile Runnable onSpend = () -> {};

    /** @param clock tells the day, which begins in UTC whatever its zone */
    public SpendBook(Clock clock) {
        this.clock = clock;
    }

    /**
     * What came of a wish to reserve.
     *
     * @param reservation to be ended once, or null when there was no room
     * @param refusal whose budget had none; null when all had
     */
    record Outcome(@Nullable Reservation reservation, @Nullable Refusal refusal) {}

    /** @param renewal when the budget's next period begins */
    record Refusal(BudgetClaim claim, BudgetPeriod period, Balance balance, Instant renewal) {}

    /** A line for the operator's eyes; a limit that no call has met since the start is null. */
    record Line(SpendKey key, BigDecimal spent, BigDecimal reserved, @Nullable BigDecimal limit) {}

    /** Takes so much of every budget, or of none. */
    Outcome reserve(List<BudgetClaim> claims, BigDecimal usd) {
        LocalDate today = today();
        Reservation reservation = new Reservation(this, usd);
        for (BudgetClaim claim : claims) {
            for (BudgetPeriod period : PERIODS) {
                BigDecimal most = period.limit(claim.budget());
                if (most == null) {
                    continue;
                }
                SpendKey key = new SpendKey(claim.kind(), claim.name(), period.of(today));
                Account exceeded = reserve(key, usd, most, reservation);
                if (exceeded != null) {
                    reservation.end(BigDecimal.ZERO);
                    return new Outcome(null, new Refusal(claim, period, exceeded.balance(), period.end(today)));
                }
            }
        }
        return new Outcome(reservation, null);
    }

    /** The account that has no room; null when there was room. */
    private @Nullable Account reserve(SpendKey key, BigDecimal usd, BigDecimal most, Reservation reservation) {
        while (true) {
            Account account = accounts.computeIfAbsent(key, Account::new);
            switch (account.reserve(usd, most)) {
                case RESERVED -> {
                    reservation.holds(account);
                    return null;
                }
                case EXCEEDED -> {
                    return account;
                }
                case CLOSED -> accounts.remove(key, account);
            }
        }
    }

    /** Something was spent from an account: it has to be stored. */
    void spent(Account account) {
        if (enqueue(account)) {
            onSpend.run();
        }
    }

    /** What was taken out could not be stored. */
    void giveBack(Collection<Account> taken) {
        taken.forEach(this::enqueue);
    }

    private boolean enqueue(Account account) {
        boolean begins = account.beginsToWait();
        if (begins) {
            waiting.incrementAndGet();
            unstored.add(account);
        }
        return begins;
    }

    /** @param wake never blocks; runs when there is something to store after there was nothing */
    void onSpend(Runnable wake) {
        onSpend = wake;
    }

    /** Takes out all accounts of which something has to be stored. */
    Set<Account> takeUnstored() {
        Set<Account> taken = new LinkedHashSet<>();
        for (Account account = unstored.poll(); account != null; account = unstored.poll()) {
            waiting.decrementAndGet();
            account.waitsNoMore();
            taken.add(account);
        }
        return taken;
    }

    /** How many accounts have something to be stored. */
    public int waiting() {
        return waiting.get();
    }

    /** What the store holds. */
    void refresh(Map<SpendKey, BigDecimal> totals) {
        totals.forEach((key, total) -> {
            if (total.signum() != 0) {
                accounts.computeIfAbsent(key, Account::new).refreshed(total);
            }
        });
    }

    /** Forgets the periods that are over, and those who have spent nothing. */
    void sweep() {
        Set<String> current = periods();
        accounts.values().removeIf(account -> {
            boolean over = !current.contains(account.key().period());
            boolean nothing = account.balance().spent().signum() == 0;
            return (over || nothing) && account.closeIfIdle();
        });
    }

    /** Today and this month. */
    Set<String> periods() {
        LocalDate today = today();
        Set<String> periods = new LinkedHashSet<>();
        for (BudgetPeriod period : PERIODS) {
            periods.add(period.of(today));
        }
        return periods;
    }

    /** Everybody who has spent or may spend something today or this month, in a stable order. */
    List<Line> lines() {
        Set<String> current = periods();
        List<Line> lines = new ArrayList<>();
        for (Account account : accounts.values()) {
            if (current.contains(account.key().period())) {
                Balance balance = account.balance();
                lines.add(new Line(account.key(), balance.spent(), balance.reserved(), account.limit()));
            }
        }
        lines.sort(Comparator.comparing((Line line) -> line.key().kind())
                .thenComparing(line -> line.key().name())
                .thenComparing(line -> line.key().period()));
        return lines;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
