package dev.caravan.gateway.pricing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.processors.pricing.Meter;
import dev.caravan.processors.pricing.Prices;
import dev.caravan.processors.pricing.RateCard;
import dev.caravan.processors.pricing.ServiceTier;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the prices of LiteLLM's entries: a field's name says what is counted, from how much input on, and how urgently, as in
 * {@code input_cost_per_token_above_200k_tokens_priority}. Counts the prices that are none.
 */
final class LiteLlmPrices {

    private static final String HOUR = "_above_1hr";

    private static final Map<String, Meter> METERS = Map.ofEntries(
            Map.entry("input_cost_per_token", Meter.INPUT),
            Map.entry("output_cost_per_token", Meter.OUTPUT),
            Map.entry("cache_read_input_token_cost", Meter.CACHE_READ),
            Map.entry("cache_creation_input_token_cost", Meter.CACHE_WRITE),
            Map.entry("cache_creation_input_token_cost" + HOUR, Meter.CACHE_WRITE_1H),
            Map.entry("output_cost_per_reasoning_token", Meter.REASONING),
            Map.entry("input_cost_per_audio_token", Meter.AUDIO_INPUT),
            Map.entry("output_cost_per_audio_token", Meter.AUDIO_OUTPUT),
            Map.entry("input_cost_per_image_token", Meter.IMAGE_INPUT),
            Map.entry("output_cost_per_image_token", Meter.IMAGE_OUTPUT),
            Map.entry("output_cost_per_image", Meter.IMAGE),
            Map.entry("input_cost_per_second", Meter.SECOND),
            Map.entry("input_cost_per_character", Meter.CHARACTER),
            Map.entry("input_cost_per_query", Meter.SEARCH));

    private static final Map<String, ServiceTier> TIERS =
            Map.of("batches", ServiceTier.BATCH, "flex", ServiceTier.FLEX, "priority", ServiceTier.PRIORITY);

    private static final Pattern FIELD =
            Pattern.compile("(\\w+?(?:_above_1hr)?)(?:_above_(\\d{1,6})k_tokens)?(?:_(batches|flex|priority))?");

    private static final int TOKENS_TO_MILLIONS = 6;

    /** Beyond these a number is no price, and would take long to reckon with. */
    private static final BigDecimal MOST = BigDecimal.valueOf(1000);

    private static final int MAX_SCALE = 20;

    private int passedOver;
    private String firstPassedOver = "";

    /**
     * @param key the entry's key
     * @return empty also when all prices are zero, and the model is charged by something else that is not known here
     */
    Prices read(String key, JsonNode model) {
        Found found = new Found();
        model.properties().forEach(field -> {
            Matcher name = FIELD.matcher(field.getKey());
            Meter meter = name.matches() ? METERS.get(name.group(1)) : null;
            JsonNode value = field.getValue();
            if (meter == null) {
                found.otherCharge |= field.getKey().contains("_cost") && isPrice(value) && !isZero(value);
            } else if (isPrice(value)) {
                found.add(name, meter, value.decimalValue());
            } else if (!value.isNull()) {
                passOver(key + "." + field.getKey());
            }
        });
        return found.prices();
    }

    /** Notes a value that is not what it should be. */
    void passOver(String key) {
        if (passedOver++ == 0) {
            firstPassedOver = key;
        }
    }

    int passedOver() {
        return passedOver;
    }

    /** Where the first of them stands. */
    String firstPassedOver() {
        return firstPassedOver;
    }

    private static boolean isPrice(JsonNode value) {
        if (!value.isNumber()) {
            return false;
        }
        BigDecimal price = value.decimalValue();
        return price.signum() >= 0 && price.compareTo(MOST) <= 0 && price.scale() <= MAX_SCALE;
    }

    private static boolean isZero(JsonNode price) {
        return price.decimalValue().signum() == 0;
    }

    /** The prices of one entry. */
    private static final class Found {

        private final Map<ServiceTier, NavigableMap<Long, Map<Meter, BigDecimal>>> byTier =
                new EnumMap<>(ServiceTier.class);
        private boolean charged;
        private boolean otherCharge;

        void add(Matcher field, Meter meter, BigDecimal price) {
            long above = field.group(2) == null ? 0 : Long.parseLong(field.group(2)) * 1000;
            ServiceTier tier = field.group(3) == null
                    ? ServiceTier.STANDARD
                    : TIERS.getOrDefault(field.group(3), ServiceTier.STANDARD);
            charged |= price.signum() > 0;
            byTier.computeIfAbsent(tier, t -> new TreeMap<>())
                    .computeIfAbsent(above, tokens -> new EnumMap<>(Meter.class))
                    .put(meter, meter.countsTokens() ? price.movePointRight(TOKENS_TO_MILLIONS) : price);
        }

        Prices prices() {
            Map<ServiceTier, RateCard> cards = new EnumMap<>(ServiceTier.class);
            if (charged || !otherCharge) {
                byTier.forEach((tier, rates) -> {
                    Map<Meter, BigDecimal> base = rates.getOrDefault(0L, Map.of());
                    cards.put(tier, new RateCard(base, rates.tailMap(0L, false), null));
                });
            }
            return new Prices(cards);
        }
    }
}
