package dev.caravan.provider.ollama.chat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** The field {@code created_at}: a time as RFC 3339 writes it. */
final class CreatedAt {

    private CreatedAt() {}

    /** Seconds since the epoch; 0 when it is no time. */
    static long read(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        try {
            return OffsetDateTime.parse(text).toEpochSecond();
        } catch (DateTimeException malformed) {
            return 0;
        }
    }

    /** @param seconds since the epoch, 0 for now */
    static String write(long seconds) {
        return (seconds == 0 ? Instant.now() : Instant.ofEpochSecond(seconds)).toString();
    }
}
