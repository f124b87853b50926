package dev.caravan.processors.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.pricing.Meter;
import dev.caravan.processors.pricing.Prices;
import dev.caravan.processors.pricing.RateCard;
import dev.caravan.processors.pricing.ServiceTier;
import dev.caravan.spi.wire.Json;
import java.math.BigDecimal;
import java.util.Map;

/**
 * Prices as the catalogue shows them: {@code {"unit":"usd_per_million_tokens","input":2.5,"output":10,"cache_read":1.25,
 * "batch":{"factor":0.5},"above":[{"input_tokens":200000,"input":5}]}}. {@code image} is the price of one image.
 */
final class PricingJson {

    private PricingJson() {}

    static ObjectNode of(Prices prices) {
        ObjectNode json = Json.object().put("unit", "usd_per_million_tokens");
        prices.cards().forEach((tier, card) -> {
            if (tier == ServiceTier.STANDARD) {
                put(card, json);
            } else {
                put(card, json.putObject(tier.word()));
            }
        });
        return json;
    }

    private static void put(RateCard card, ObjectNode json) {
        put(card.rates(), json);
        BigDecimal factor = card.factor();
        if (factor != null) {
            json.put("factor", number(factor));
        }
        if (!card.above().isEmpty()) {
            ArrayNode above = json.putArray("above");
            card.above().forEach((tokens, rates) -> put(rates, above.addObject().put("input_tokens", tokens)));
        }
    }

    private static void put(Map<Meter, BigDecimal> rates, ObjectNode json) {
        rates.forEach((meter, rate) -> json.put(meter.word().replace('-', '_'), number(rate)));
    }

    /** {@code 10}, not {@code 1E+1} or {@code 10.000}. */
    private static BigDecimal number(BigDecimal price) {
        BigDecimal shortest = price.stripTrailingZeros();
        return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }
}
