package dev.caravan.processors.limits;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.dialect.ErrorDialect;
import dev.caravan.processors.dialect.ErrorDialects;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells callers how they stand with the gateway's tightest limits of requests and of tokens, where their SDKs look for it. A provider's own headers of
 * these names stay where the gateway has no limit. Sources: OpenAI's guide "Rate limits", Anthropic's "Rate limits", section
 * "Response headers".
 */
public final class RateLimitHeaders {

    private static final Names OPENAI_REQUESTS = Names.openAi("requests");
    private static final Names OPENAI_TOKENS = Names.openAi("tokens");
    private static final Names ANTHROPIC_REQUESTS = Names.anthropic("requests");
    private static final Names ANTHROPIC_TOKENS = Names.anthropic("tokens");

    private RateLimitHeaders() {}

    /** Adds them to an answer's headers. */
    public static void tell(HttpHeaders headers, Call call) {
        Standing requests = call.limitStanding();
        Standing tokens = call.tokenStanding();
        if (requests != null || tokens != null) {
            tell(headers, call.errorDialect(), new Standings(requests, tokens), System.nanoTime(), Instant.now());
        }
    }

    static void tell(HttpHeaders headers, ErrorDialect caller, Standings standings, long nanoTime, Instant now) {
        if (caller == ErrorDialects.ANTHROPIC) {
            ANTHROPIC_REQUESTS.tell(headers, standings.requests(), nanoTime, left -> wholeSecond(now.plus(left)));
            ANTHROPIC_TOKENS.tell(headers, standings.tokens(), nanoTime, left -> wholeSecond(now.plus(left)));
        } else if (caller == ErrorDialects.OPENAI || caller == ErrorDialects.RESPONSES) {
            OPENAI_REQUESTS.tell(headers, standings.requests(), nanoTime, GoDuration::format);
            OPENAI_TOKENS.tell(headers, standings.tokens(), nanoTime, GoDuration::format);
        }
    }

    private static String wholeSecond(Instant time) {
        return time.plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private record Names(AsciiString limit, AsciiString remaining, AsciiString reset) {

        static Names openAi(String what) {
            return new Names(
                    AsciiString.cached("x-ratelimit-limit-" + what),
                    AsciiString.cached("x-ratelimit-remaining-" + what),
                    AsciiString.cached("x-ratelimit-reset-" + what));
        }

        static Names anthropic(String what) {
            return new Names(
                    AsciiString.cached("anthropic-ratelimit-" + what + "-limit"),
                    AsciiString.cached("anthropic-ratelimit-" + what + "-remaining"),
                    AsciiString.cached("anthropic-ratelimit-" + what + "-reset"));
        }

        void tell(
                HttpHeaders headers, @Nullable Standing standing, long nanoTime, Function<Duration, String> whenFull) {
            if (standing != null) {
                Duration left = Duration.ofNanos(Math.max(0, standing.full() - nanoTime));
                headers.set(limit, Long.toString(standing.limit()))
                        .set(remaining, Long.toString(standing.remaining()))
                        .set(reset, whenFull.apply(left));
            }
        }
    }
}
