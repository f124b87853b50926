package dev.caravan.processors.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Whose records somebody sees. Others do not exist for him, whatever he asks for.
 *
 * @param project those of a project, or of none where it is empty; null for all
 * @param key those of a key; null for all
 */
public record LedgerView(@Nullable String project, @Nullable String key) {

    /** Everybody's. */
    public static final LedgerView ALL = new LedgerView(null, null);

    public static LedgerView ofProject(String project) {
        return new LedgerView(project, null);
    }

    /** Those of a key that belongs to no project. */
    public static LedgerView ofKey(String key) {
        return new LedgerView("", key);
    }
}
