package dev.caravan.processors.limits;

import java.util.Locale;

/** What a limit is set on. */
public enum LimitKind {
    KEY,
    USER,
    PROJECT,
    ENDPOINT,
    MODEL,
    PROVIDER;

    /** The kind in messages and metrics. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
