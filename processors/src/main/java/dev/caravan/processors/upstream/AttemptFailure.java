package dev.caravan.processors.upstream;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.GatewayError;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * Why an attempt came to nothing.
 *
 * @param word the status, or a word for what has none; shown to the caller
 * @param rest how long the target wants to be left alone, or null when it did not say
 * @param isTheClients whether another target would say the same, as the request is at fault
 */
record AttemptFailure(String word, @Nullable Duration rest, boolean isTheClients) {

    /** It was passed over. */
    static final AttemptFailure RESTING = new AttemptFailure("resting", null, false);

    /** The gateway's own limit for it is used up. */
    static final AttemptFailure LIMITED = new AttemptFailure("limited", null, false);

    /** Its stream broke before it said anything. */
    static final AttemptFailure BROKEN = new AttemptFailure("broken stream", null, false);

    /** The failure of an attempt that has no answer. */
    static AttemptFailure of(Throwable error, Target target) {
        if (error instanceof GatewayError known) {
            boolean client = known.status() < 500 && !isTheProviders(known.status(), target);
            return new AttemptFailure(known.code(), known.retryAfter(), client);
        }
        return new AttemptFailure("failed", null, false);
    }

    /** The failure that an answer tells, or null when it is an answer indeed; an error of the client's is one. */
    static @Nullable AttemptFailure of(Answer answer, @Nullable Target target) {
        int status = answer.status();
        if (status < 400 || (status < 500 && !isTheProviders(status, target))) {
            return null;
        }
        return new AttemptFailure(Integer.toString(status), rest(answer.headers(), Instant.now()), false);
    }

    /** Errors of the class of 400 that say something of the provider, its load or its account, and nothing of the request. */
    private static boolean isTheProviders(int status, @Nullable Target target) {
        return switch (status) {
            case 408, 425, 429 -> true;
            case 401, 402, 403 -> target == null || !target.provider().passThroughCredentials();
            default -> false;
        };
    }

    /** {@code retry-after-ms}, else {@code retry-after} in seconds or as a date. */
    private static @Nullable Duration rest(HttpHeaders headers, Instant now) {
        Duration millis = number(headers.get("retry-after-ms"), 1);
        if (millis != null) {
            return millis;
        }
        String value = headers.get("retry-after");
        Duration seconds = number(value, 1000);
        if (seconds != null || value == null) {
            return seconds;
        }
        try {
            Instant then = ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration left = Duration.between(now, then);
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeParseException neither) {
            return null;
        }
    }

    private static @Nullable Duration number(@Nullable String value, long millisEach) {
        if (value == null) {
            return null;
        }
        try {
            double number = Double.parseDouble(value.strip());
            boolean sensible = number >= 0 && number < 1e9;
            return sensible ? Duration.ofMillis((long) (number * millisEach)) : null;
        } catch (NumberFormatException notOne) {
            return null;
        }
    }

    /** For statistics, which want one. */
    Throwable asThrowable() {
        return GatewayError.of(502, "attempt_failed", "%s", word);
    }
}
