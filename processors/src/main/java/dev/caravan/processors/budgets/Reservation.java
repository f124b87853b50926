package dev.caravan.processors.budgets;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * What one call may spend at most, held back in all its budgets until it has ended. It is settled in the day and the month in
 * which it began. Confined to the call's event loop.
 */
final class Reservation {

    private final SpendBook book;
    private final BigDecimal usd;
    private final List<Account> accounts = new ArrayList<>(4);

    Reservation(SpendBook book, BigDecimal usd) {
        this.book = book;
        this.usd = usd;
    }

    void holds(Account account) {
        accounts.add(account);
    }

    /** The call is over. To be asked once. */
    void end(BigDecimal spent) {
        for (Account account : accounts) {
            account.settle(usd, spent);
            if (spent.signum() != 0) {
                book.spent(account);
            }
        }
    }
}
