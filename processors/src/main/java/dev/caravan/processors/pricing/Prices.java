package dev.caravan.processors.pricing;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a model's provider charges, in USD. Decimal numbers, exactly as the price list has them.
 *
 * @param cards by the tier; those that say nothing are left out
 */
public record Prices(Map<ServiceTier, RateCard> cards) {

    public Prices {
        Map<ServiceTier, RateCard> copy = new EnumMap<>(ServiceTier.class);
        cards.forEach((tier, card) -> {
            if (!card.isEmpty()) {
                copy.put(tier, card);
            }
        });
        cards = Collections.unmodifiableMap(copy);
    }

    /** Whether no price is known. */
    public boolean isEmpty() {
        return card(ServiceTier.STANDARD).isEmpty();
    }

    /**
     * The price of a meter's unit: of a million tokens, or of one image, second, character or search. A tier without prices of its own costs what the
     * standard one does. A meter without a price costs what {@link Meter#otherwise()} does.
     *
     * @param inputTokens the whole input of the call, cached or not: prices may depend on it
     * @return empty when the price is not known, which is not the same as a price of zero
     */
    public Optional<BigDecimal> price(Meter meter, ServiceTier tier, long inputTokens) {
        RateCard standard = card(ServiceTier.STANDARD);
        RateCard own = card(tier);
        for (Meter m = meter; m != null; m = m.otherwise()) {
            BigDecimal rate = own.rate(m, inputTokens, standard);
            if (rate == null) {
                rate = standard.rate(m, inputTokens);
            }
            if (rate != null) {
                return Optional.of(rate);
            }
        }
        return Optional.empty();
    }

    private RateCard card(ServiceTier tier) {
        return cards.getOrDefault(tier, RateCard.EMPTY);
    }
}
