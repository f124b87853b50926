package dev.caravan.processors.budgets;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Whose a budget is. */
public enum BudgetKind {
    KEY,
    USER,
    PROJECT,
    ENDPOINT;

    /** The kind in messages, metrics and the store. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of that word; empty when there is none. */
    public static Optional<BudgetKind> ofWord(String word) {
        return Stream.of(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
