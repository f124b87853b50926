package dev.caravan.processors.budgets;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** For how long a budget lasts, in UTC. */
public enum BudgetPeriod {
    DAY {
        @Override
        public String of(LocalDate today) {
            return today.toString();
        }

        @Override
        Instant end(LocalDate today) {
            return today.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        }

        @Override
        @Nullable
        BigDecimal limit(Budget budget) {
            return budget.usdPerDay();
        }
    },
    MONTH {
        @Override
        public String of(LocalDate today) {
            return today.toString().substring(0, "2026-01".length());
        }

        @Override
        Instant end(LocalDate today) {
            return today.plusMonths(1).withDayOfMonth(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        }

        @Override
        @Nullable
        BigDecimal limit(Budget budget) {
            return budget.usdPerMonth();
        }
    };

    /** The period that a day is in: {@code 2026-01-31}, {@code 2026-01}. */
    public abstract String of(LocalDate today);

    /** When the period ends that a day is in. */
    abstract Instant end(LocalDate today);

    /** What the budget allows in it; null for no limit. */
    abstract @Nullable BigDecimal limit(Budget budget);

    /** The period in messages and metrics: {@code day}. */
    public String word() {
        return this == DAY ? "day" : "month";
    }
}
