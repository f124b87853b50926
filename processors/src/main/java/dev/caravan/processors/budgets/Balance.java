package dev.caravan.processors.budgets;

import java.math.BigDecimal;

/**
 * How somebody stands in one period, in USD.
 *
 * @param stored what is in the store
 * @param pending what was spent through this process and is not in the store yet
 * @param reserved what the calls in flight may spend at most
 * @param isClosed whether nobody may use it any more, as it is forgotten
 */
record Balance(BigDecimal stored, BigDecimal pending, BigDecimal reserved, boolean isClosed) {

    static final Balance ZERO = new Balance(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, false);

    BigDecimal spent() {
        return stored.add(pending);
    }

    /** Whether no call is in flight and nothing has to be stored. */
    boolean isIdle() {
        return pending.signum() == 0 && reserved.signum() == 0;
    }

    /** A call takes what it may spend. */
    Balance reserve(BigDecimal usd) {
        return new Balance(stored, pending, reserved.add(usd), isClosed);
    }

    /** A call gives that back, and has spent something. */
    Balance settle(BigDecimal reservation, BigDecimal spent) {
        return new Balance(stored, pending.add(spent), reserved.subtract(reservation), isClosed);
    }

    /** The store has taken some of what was pending. */
    Balance store(BigDecimal taken, BigDecimal total) {
        return new Balance(total, pending.subtract(taken), reserved, isClosed);
    }

    Balance close() {
        return new Balance(stored, pending, reserved, true);
    }
}
