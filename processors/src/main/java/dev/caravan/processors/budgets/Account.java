package dev.caravan.processors.budgets;

import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The balance of one owner in one period. Thread-safe, without locks. */
final class Account {

    private final SpendKey key;
    private final AtomicReference<Balance> balance = new AtomicReference<>(Balance.ZERO);
    private final AtomicBoolean waiting = new AtomicBoolean();
    private volatile @Nullable BigDecimal limit;

    /** What came of a reservation. */
    enum Outcome {
        RESERVED,
        EXCEEDED,
        /** The account is forgotten: another one is to be asked. */
        CLOSED
    }

    Account(SpendKey key) {
        this.key = key;
    }

    SpendKey key() {
        return key;
    }

    Balance balance() {
        return balance.get();
    }

    /** The limit of the last reservation; null when there was none. */
    @Nullable
    BigDecimal limit() {
        return limit;
    }

    /** Takes so much of what is left, or nothing. */
    Outcome reserve(BigDecimal usd, BigDecimal most) {
        limit = most;
        while (true) {
            Balance before = balance.get();
            if (before.isClosed()) {
                return Outcome.CLOSED;
            }
            Balance after = before.reserve(usd);
            if (after.spent().add(after.reserved()).compareTo(most) > 0) {
                return Outcome.EXCEEDED;
            }
            if (balance.compareAndSet(before, after)) {
                return Outcome.RESERVED;
            }
        }
    }

    void settle(BigDecimal reservation, BigDecimal spent) {
        update(before -> before.settle(reservation, spent));
    }

    /** @param total all that is in the store now */
    void stored(BigDecimal taken, BigDecimal total) {
        update(before -> before.store(taken, total));
    }

    /** @param total all that is in the store, as another process may have added to it */
    void refreshed(BigDecimal total) {
        update(before -> before.store(BigDecimal.ZERO, total));
    }

    /** Closes it if nobody needs it. */
    boolean closeIfIdle() {
        Balance before = balance.get();
        return before.isIdle() && balance.compareAndSet(before, before.close());
    }

    /** Whether it was not waiting to be stored; it is from now on. */
    boolean beginsToWait() {
        return waiting.compareAndSet(false, true);
    }

    /** It is about to be stored: what is spent from now on has to wait again. */
    void waitsNoMore() {
        waiting.set(false);
    }

    private void update(UnaryOperator<Balance> change) {
        balance.updateAndGet(change);
    }
}
