package dev.caravan.processors.pricing;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The prices of one service tier.
 *
 * @param rates USD for each meter's unit: a million tokens, or one image, second, character or search
 * @param above what costs otherwise when a call's whole input has more tokens than the key says; all tokens of the call cost
 *     that then
 * @param factor what a tier's prices are of the standard ones where {@code rates} has none; null without
 */
public record RateCard(
        Map<Meter, BigDecimal> rates, NavigableMap<Long, Map<Meter, BigDecimal>> above, @Nullable BigDecimal factor) {

    /** Neither prices nor a factor. */
    public static final RateCard EMPTY = new RateCard(Map.of(), Collections.emptyNavigableMap(), null);

    public RateCard {
        rates = ordered(rates);
        NavigableMap<Long, Map<Meter, BigDecimal>> copy = new TreeMap<>();
        above.forEach((tokens, dearer) -> copy.put(tokens, ordered(dearer)));
        above = Collections.unmodifiableNavigableMap(copy);
    }

    /** Whether it says nothing. */
    public boolean isEmpty() {
        return rates.isEmpty() && above.isEmpty() && factor == null;
    }

    /** The price of that very meter for a call of that much input, or null. */
    @Nullable
    BigDecimal rate(Meter meter, long inputTokens) {
        BigDecimal dearer = rateAbove(meter, inputTokens);
        return dearer == null ? rates.get(meter) : dearer;
    }

    /** The price of that very meter for so much input that it costs otherwise, or null when it does not. */
    private @Nullable BigDecimal rateAbove(Meter meter, long inputTokens) {
        for (Map<Meter, BigDecimal> dearer :
                above.headMap(inputTokens, false).descendingMap().values()) {
            BigDecimal rate = dearer.get(meter);
            if (rate != null) {
                return rate;
            }
        }
        return null;
    }

    /**
     * The price in this tier. Where the standard price depends on the input and this tier's does not, this tier's rises with
     * it in proportion; where this tier has none, it is the standard price times the factor.
     *
     * @return null when this tier says nothing about the meter
     */
    @Nullable
    BigDecimal rate(Meter meter, long inputTokens, RateCard standard) {
        BigDecimal own = rateAbove(meter, inputTokens);
        if (own != null) {
            return own;
        }
        own = rates.get(meter);
        BigDecimal dearer = standard.rateAbove(meter, inputTokens);
        BigDecimal base = standard.rates.get(meter);
        if (own != null) {
            boolean rises = dearer != null && base != null && base.signum() > 0;
            return rises ? own.multiply(dearer).divide(base, MathContext.DECIMAL128) : own;
        }
        BigDecimal usual = dearer == null ? base : dearer;
        return usual == null || factor == null ? null : usual.multiply(factor);
    }

    private static Map<Meter, BigDecimal> ordered(Map<Meter, BigDecimal> rates) {
        Map<Meter, BigDecimal> copy = new EnumMap<>(Meter.class);
        copy.putAll(rates);
        return Collections.unmodifiableMap(copy);
    }
}
