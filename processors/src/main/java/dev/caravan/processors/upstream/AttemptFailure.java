package dev.caravan.processors.upstream;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.routing.FailureClass;
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
 * @param kind its class; one that {@link FailureClass#isTheClients()} means that another target would say the same
 * @param rest how long the target wants to be left alone, or null when it did not say
 * @param isFinal whether the target said that it is not to be asked again for this call
 */
record AttemptFailure(String word, FailureClass kind, @Nullable Duration rest, boolean isFinal) {

    /** What came is no answer. */
    static final AttemptFailure GARBAGE = new AttemptFailure("invalid answer", FailureClass.SERVER_ERROR, null, false);

    /** The failure of an attempt that has no answer. */
    static AttemptFailure of(Throwable error, Attempt attempt) {
        if (error instanceof GatewayError known) {
            FailureClass kind = ofOurAccount(FailureClasses.of(known), attempt.target());
            return new AttemptFailure(known.code(), kind, known.retryAfter(), false);
        }
        return new AttemptFailure("failed", FailureClass.CONNECTION, null, false);
    }

    /** The failure that an answer tells, or null when it tells none. */
    static @Nullable AttemptFailure of(Answer answer, Attempt attempt) {
        int status = answer.status();
        if (status < 400) {
            return null;
        }
        FailureClass refusal = attempt.refusal();
        FailureClass kind = ofOurAccount(refusal == null ? FailureClasses.of(status) : refusal, attempt.target());
        String again = answer.headers().get("x-should-retry");
        if (kind == FailureClass.BAD_REQUEST && "true".equals(again)) {
            kind = FailureClass.SERVER_ERROR;
        }
        return new AttemptFailure(
                Integer.toString(status), kind, rest(answer.headers(), Instant.now()), "false".equals(again));
    }

    /** The failure of an answer that ended, or of a stream that told an error, before it said anything else. */
    static AttemptFailure ofStream(@Nullable String errorEvent) {
        FailureClass kind = errorEvent == null ? FailureClass.CONNECTION : FailureClasses.ofEvent(errorEvent);
        return new AttemptFailure(errorEvent == null ? "broken answer" : "broken stream", kind, null, false);
    }

    /** Where the client's own credential went upstream, it is the client's that was refused. */
    private static FailureClass ofOurAccount(FailureClass kind, Target target) {
        boolean itsOwn = kind == FailureClass.AUTH && target.provider().passThroughCredentials();
        return itsOwn ? FailureClass.BAD_REQUEST : kind;
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
