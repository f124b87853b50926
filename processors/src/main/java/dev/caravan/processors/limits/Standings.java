package dev.caravan.processors.limits;

import org.jspecify.annotations.Nullable;

/**
 * The tightest windows of several.
 *
 * @param requests of minutes and hours of calls; null when there was none
 * @param tokens of minutes of tokens; null when there was none
 */
public record Standings(@Nullable Standing requests, @Nullable Standing tokens) {

    public static final Standings NONE = new Standings(null, null);

    /** These, and one of that window. */
    public Standings with(LimitWindow window, Standing standing) {
        return switch (window) {
            case CONCURRENT -> this;
            case MINUTE, HOUR -> new Standings(Standing.tighter(requests, standing), tokens);
            case TOKENS -> new Standings(requests, Standing.tighter(tokens, standing));
        };
    }

    /** These, but of that window's kind this one alone: it is the one that has stopped a call. */
    public Standings stoppedBy(LimitWindow window, Standing standing) {
        return window == LimitWindow.TOKENS ? new Standings(requests, standing) : new Standings(standing, tokens);
    }
}
