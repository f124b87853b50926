package dev.caravan.processors.limits;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.dialect.ErrorDialect;
import dev.caravan.processors.dialect.ErrorDialects;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Tells callers how they stand with the gateway's tightest limit, where their SDKs look for it. A provider's own headers of
 * these names stay where the gateway has no limit. Sources: OpenAI's guide "Rate limits", Anthropic's "Rate limits", section
 * "Response headers".
 */
public final class RateLimitHeaders {

    private static final AsciiString OPENAI_LIMIT = AsciiString.cached("x-ratelimit-limit-requests");
    private static final AsciiString OPENAI_REMAINING = AsciiString.cached("x-ratelimit-remaining-requests");
    private static final AsciiString OPENAI_RESET = AsciiString.cached("x-ratelimit-reset-requests");
    private static final AsciiString ANTHROPIC_LIMIT = AsciiString.cached("anthropic-ratelimit-requests-limit");
    private static final AsciiString ANTHROPIC_REMAINING = AsciiString.cached("anthropic-ratelimit-requests-remaining");
    private static final AsciiString ANTHROPIC_RESET = AsciiString.cached("anthropic-ratelimit-requests-reset");

    private RateLimitHeaders() {}

    /** Adds them to an answer's headers. */
    public static void tell(HttpHeaders headers, Call call) {
        Standing standing = call.limitStanding();
        if (standing != null) {
            tell(headers, call.errorDialect(), standing, System.nanoTime(), Instant.now());
        }
    }

    static void tell(HttpHeaders headers, ErrorDialect caller, Standing standing, long nanoTime, Instant now) {
        Duration left = Duration.ofNanos(Math.max(0, standing.full() - nanoTime));
        String limit = Long.toString(standing.limit());
        String remaining = Long.toString(standing.remaining());
        if (caller == ErrorDialects.ANTHROPIC) {
            Instant full = now.plus(left).plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
            headers.set(ANTHROPIC_LIMIT, limit)
                    .set(ANTHROPIC_REMAINING, remaining)
                    .set(ANTHROPIC_RESET, full.toString());
        } else if (caller == ErrorDialects.OPENAI || caller == ErrorDialects.RESPONSES) {
            headers.set(OPENAI_LIMIT, limit)
                    .set(OPENAI_REMAINING, remaining)
                    .set(OPENAI_RESET, GoDuration.format(left));
        }
    }
}
