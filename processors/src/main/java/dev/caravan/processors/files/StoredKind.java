package dev.caravan.processors.files;

import java.util.Locale;

/** What a provider keeps. */
public enum StoredKind {
    FILE,
    UPLOAD,
    BATCH,
    MESSAGE_BATCH;

    /** Its name in the database: {@code message-batch}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
