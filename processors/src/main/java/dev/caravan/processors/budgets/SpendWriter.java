package dev.caravan.processors.budgets;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what was spent into the store, on a thread of its own: at once, and all that came together meanwhile in one go. What
 * waits is a sum for each account, so it does not grow with the calls: a store that is away is tried again until it is back,
 * and calls go on. Where other processes share the store, their spend is read back with each write, and every second.
 */
public final class SpendWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SpendWriter.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    /** Between two commits, so that one is for many calls when there are many. */
    private static final Duration BREATH = Duration.ofMillis(20);

    private static final Duration SWEEP = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SpendBook book;
    private final SpendStore store;
    private final AtomicLong failures = new AtomicLong();
    private final Thread thread = new Thread(this::run, "caravan-spend");
    private volatile boolean closed;
    private volatile boolean parked;
    private boolean failing;
    private long refreshed = System.nanoTime();
    private long swept = System.nanoTime();

    private SpendWriter(SpendBook book, SpendStore store) {
        this.book = book;
        this.store = store;
    }

    /** Loads what was spent in the current periods, and begins to write. Blocks until it is loaded. */
    public static SpendWriter start(SpendBook book, SpendStore store) {
        book.refresh(store.totals(book.periods()));
        SpendWriter writer = new SpendWriter(book, store);
        book.onSpend(writer::wake);
        writer.thread.setDaemon(true);
        writer.thread.start();
        return writer;
    }

    /** How many times the store could not be used. */
    public long failures() {
        return failures.get();
    }

    /** Writes what is left, and ends. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (book.waiting() > 0) {
            LOG.error("what {} accounts have spent last could not be stored and is lost", book.waiting());
        }
    }

    private void run() {
        while (!closed) {
            boolean written = write();
            if (written && isDue(refreshed, TICK)) {
                refresh();
            }
            if (isDue(swept, SWEEP)) {
                swept = System.nanoTime();
                book.sweep();
            }
            if (!written) {
                pause();
            } else {
                breathe();
                awaitSpend();
            }
        }
        write();
    }

    private void wake() {
        // Waking a thread that runs costs too much to do it for each call.
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    private void breathe() {
        try {
            Thread.sleep(BREATH.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitSpend() {
        parked = true;
        if (book.waiting() == 0 && !closed) {
            LockSupport.parkNanos(this, Math.max(1, refreshed + TICK.toNanos() - System.nanoTime()));
        }
        parked = false;
    }

    /** Whoever wakes it does not mend the store. */
    private void pause() {
        long since = System.nanoTime();
        while (!closed && !isDue(since, TICK)) {
            LockSupport.parkNanos(this, TICK.toNanos());
        }
    }

    /** @return whether nothing went wrong */
    private boolean write() {
        Set<Account> accounts = book.takeUnstored();
        Map<SpendKey, BigDecimal> usd = new HashMap<>();
        for (Account account : accounts) {
            BigDecimal pending = account.balance().pending();
            if (pending.signum() != 0) {
                usd.put(account.key(), pending);
            }
        }
        if (usd.isEmpty()) {
            return true;
        }
        try {
            Map<SpendKey, BigDecimal> totals = store.add(usd);
            for (Account account : accounts) {
                BigDecimal taken = usd.get(account.key());
                BigDecimal total = totals.get(account.key());
                if (taken != null && total != null) {
                    account.stored(taken, total);
                }
            }
            succeeded();
            return true;
        } catch (RuntimeException e) {
            book.giveBack(accounts);
            failed(e);
            return false;
        }
    }

    private void refresh() {
        refreshed = System.nanoTime();
        if (!store.isShared()) {
            return;
        }
        try {
            book.refresh(store.changedTotals(book.periods()));
            succeeded();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void succeeded() {
        if (failing) {
            failing = false;
            LOG.info("what was spent is stored again");
        }
    }

    /** Said once, until it works again. */
    private void failed(RuntimeException failure) {
        failures.incrementAndGet();
        if (!failing) {
            failing = true;
            LOG.warn("what was spent cannot be stored; it is kept in memory and tried again", failure);
        }
    }

    private static boolean isDue(long since, Duration after) {
        return System.nanoTime() - since >= after.toNanos();
    }
}
