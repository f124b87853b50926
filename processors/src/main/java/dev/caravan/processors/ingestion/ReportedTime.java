package dev.caravan.processors.ingestion;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Times of ISO 8601 in reports; one without an offset is UTC. */
final class ReportedTime {

    private static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private ReportedTime() {}

    /** The time; null when the text is none, or one that nobody can mean. */
    static @Nullable Instant of(String text) {
        Instant time = parsed(text);
        return time == null || time.isBefore(FIRST) || time.isAfter(LAST) ? null : time;
    }

    private static @Nullable Instant parsed(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException withoutOffset) {
            try {
                return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException none) {
                return null;
            }
        }
    }
}
