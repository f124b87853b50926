package dev.caravan.processors.genai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a span or an event, by their names with dots. What several conventions name differently is asked for by all
 * of these names; the first that is there counts.
 */
record Attributes(ObjectNode values) {

    /** No span costs more; what is more is a mistake, and would not fit the ledger. */
    private static final BigDecimal MOST_USD = BigDecimal.valueOf(1_000_000_000);

    boolean has(String... names) {
        return any(names) != null;
    }

    /** The value as it is; null when it is absent. */
    @Nullable
    JsonNode any(String... names) {
        for (String name : names) {
            JsonNode value = values.get(name);
            if (value != null && !value.isNull()) {
                return value;
            }
        }
        return null;
    }

    /** A text that is not empty; what is no text is told as JSON. */
    @Nullable
    String text(String... names) {
        for (String name : names) {
            JsonNode value = any(name);
            if (value != null && !(value.isTextual() && value.textValue().isEmpty())) {
                return asText(value);
            }
        }
        return null;
    }

    /** The value, or what its text says as JSON; null where it is absent, or a text that is no JSON. */
    @Nullable
    JsonNode tree(String... names) {
        JsonNode value = any(names);
        return value == null || !value.isTextual() ? value : Json.parse(value.textValue());
    }

    /** A number of tokens; {@link Usage#UNKNOWN} for what is none. */
    long tokens(String... names) {
        for (String name : names) {
            JsonNode value = any(name);
            if (value != null && value.isNumber()) {
                double number = value.doubleValue();
                if (number >= 0 && number <= Integer.MAX_VALUE) {
                    return (long) number;
                }
            }
        }
        return Usage.UNKNOWN;
    }

    /** An amount of money; null for what is none. */
    @Nullable
    BigDecimal usd(String... names) {
        JsonNode value = any(names);
        if (value == null || !value.isNumber() || !Double.isFinite(value.doubleValue())) {
            return null;
        }
        BigDecimal usd = value.decimalValue();
        return usd.signum() < 0 || usd.compareTo(MOST_USD) > 0 ? null : usd;
    }

    /** A number of seconds; null for what is none. */
    @Nullable
    Double seconds(String name) {
        JsonNode value = any(name);
        double seconds = value != null && value.isNumber() ? value.doubleValue() : -1;
        return seconds >= 0 && seconds < 1e9 ? Double.valueOf(seconds) : null;
    }

    static String asText(JsonNode value) {
        return value.isTextual() ? value.textValue() : Json.text(value);
    }
}
