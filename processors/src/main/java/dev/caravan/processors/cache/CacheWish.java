package dev.caravan.processors.cache;

import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Call;
import dev.caravan.spi.GatewayError;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants of the cache: by {@code X-Ingate-Cache: true}, {@code false} or a time such as {@code 10m}, and by {@code
 * Cache-Control}; else what the rules say for it.
 *
 * @param isFresh whether an answer that is kept already is not wanted, though the new one is to be kept
 * @param ttl how old an answer may be
 */
record CacheWish(boolean isFresh, Duration ttl) {

    static final AsciiString HEADER = AsciiString.cached("x-ingate-cache");

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

    /**
     * @return null when the call is to leave the cache alone
     * @throws GatewayError 400 when the header says something else
     */
    static @Nullable CacheWish of(Call call, Principal caller, CacheRules rules) {
        HttpHeaders headers = call.request().headers();
        String asked = headers.get(HEADER);
        if (asked == null && !rules.isFor(caller)) {
            return null;
        }
        Duration ttl = asked == null ? rules.ttl() : ttl(asked.strip().toLowerCase(Locale.ROOT), rules);
        if (ttl.isZero() || headers.containsValue(HttpHeaderNames.CACHE_CONTROL, "no-store", true)) {
            return null;
        }
        return new CacheWish(headers.containsValue(HttpHeaderNames.CACHE_CONTROL, "no-cache", true), ttl);
    }

    /** Zero for no cache. */
    private static Duration ttl(String asked, CacheRules rules) {
        if (asked.equals("true")) {
            return rules.ttl();
        }
        if (asked.equals("false")) {
            return Duration.ZERO;
        }
        Matcher matcher = TIME.matcher(asked);
        if (!matcher.matches()) {
            throw GatewayError.badRequest(
                            "invalid_value",
                            "Invalid header X-Ingate-Cache: expected true, false or a time such as 10m.")
                    .withParam("X-Ingate-Cache");
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration time =
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofDays(amount);
                };
        return time.compareTo(LONGEST) > 0 ? LONGEST : time;
    }
}
