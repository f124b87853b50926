package dev.caravan.processors.pricing;

import java.math.BigDecimal;

/**
 * What a call has used of something that is not counted in tokens.
 *
 * @param meter what is counted: images, seconds, characters, searches
 * @param amount how much of it; not negative
 */
public record Count(Meter meter, BigDecimal amount) {

    public static Count of(Meter meter, long amount) {
        return new Count(meter, BigDecimal.valueOf(amount));
    }
}
