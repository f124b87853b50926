package dev.caravan.gateway.config;

import dev.caravan.processors.routing.FailureClass;
import dev.caravan.processors.routing.ResilienceRules;
import dev.caravan.processors.routing.ResilienceRules.Breaker;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code resilience}: the gateway's, and that of an alias, which stands above it. */
final class ResilienceReader {

    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3})\\s*%");
    private static final int MOST_CALLS = 10_000;

    private ResilienceReader() {}

    /** @param otherwise what counts where the section says nothing */
    static ResilienceRules read(Section section, ResilienceRules otherwise) {
        try (section) {
            return new ResilienceRules(
                    cooldown(section.section("cooldown"), otherwise),
                    breaker(section.section("breaker"), otherwise.breaker()));
        }
    }

    private static Map<FailureClass, Duration> cooldown(Section section, ResilienceRules otherwise) {
        try (section) {
            Map<FailureClass, Duration> cooldown = new EnumMap<>(FailureClass.class);
            for (FailureClass failure : FailureClass.values()) {
                if (!failure.isTheClients()) {
                    Duration rest = section.durationOrZero(failure.word(), otherwise.cooldown(failure));
                    if (!rest.isZero()) {
                        cooldown.put(failure, rest);
                    }
                }
            }
            return cooldown;
        }
    }

    private static Breaker breaker(Section section, Breaker otherwise) {
        try (section) {
            return new Breaker(
                    section.text("failures").map(text -> percent(section, text)).orElse(otherwise.failurePercent()),
                    section.integer("calls", otherwise.calls(), 2, MOST_CALLS),
                    section.duration("rest", otherwise.rest()));
        }
    }

    private static int percent(Section section, String text) {
        Matcher matcher = PERCENT.matcher(text);
        int percent = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        if (percent < 1 || percent > 100) {
            section.refuse("failures", "'" + text + "' is no share of calls", "Write one such as 50%");
            return ResilienceRules.DEFAULT.breaker().failurePercent();
        }
        return percent;
    }
}
