package dev.caravan.processors.files;

import java.time.Duration;
import java.util.Locale;

/** What a provider keeps. */
public enum StoredKind {
    FILE,
    UPLOAD,
    BATCH,
    MESSAGE_BATCH,
    /** OpenAI keeps one for 30 days unless told otherwise; there are as many as calls. */
    RESPONSE(Duration.ofDays(40));

    private final Duration keptUnused;

    StoredKind() {
        this(Duration.ofDays(366));
    }

    StoredKind(Duration keptUnused) {
        this.keptUnused = keptUnused;
    }

    /** Its name in the database: {@code message-batch}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How long it is remembered when nobody asks for it. */
    public Duration keptUnused() {
        return keptUnused;
    }
}
