package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a report by their types. A null counts as absent; a value of another type is a 400 that names the field. */
final class ReportFields {

    /** Seconds of the epoch are smaller, milliseconds greater, for all times between 1973 and 5138. */
    private static final double FIRST_MILLISECOND = 1e11;

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private final ObjectNode report;

    ReportFields(ObjectNode report) {
        this.report = report;
    }

    @Nullable
    JsonNode any(String field) {
        JsonNode value = report.get(field);
        return value == null || value.isNull() ? null : value;
    }

    @Nullable
    String text(String field) {
        JsonNode value = any(field);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw invalid(field, "a string");
        }
        return value.textValue();
    }

    /** A number from 0 to {@code most}. */
    @Nullable
    Double number(String field, long most) {
        JsonNode value = any(field);
        if (value == null) {
            return null;
        }
        double number = value.isNumber() ? value.doubleValue() : -1;
        if (number < 0 || number > (double) most) {
            throw invalid(field, "a number from 0 to " + most);
        }
        return number;
    }

    /** A whole number from 0 to {@code most}; {@code otherwise} when it is absent. */
    long whole(String field, long otherwise, long most) {
        JsonNode value = any(field);
        if (value == null) {
            return otherwise;
        }
        if (!value.canConvertToExactIntegral()
                || !value.canConvertToLong()
                || value.longValue() < 0
                || value.longValue() > most) {
            throw invalid(field, "a whole number from 0 to " + most);
        }
        return value.longValue();
    }

    /** RFC 3339, or seconds or milliseconds of the epoch; from 1970 on. */
    @Nullable
    Instant time(String field) {
        JsonNode value = any(field);
        if (value == null) {
            return null;
        }
        try {
            if (value.isTextual()) {
                Instant time = OffsetDateTime.parse(value.textValue()).toInstant();
                if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LAST)) {
                    return time;
                }
            }
            double number = value.isNumber() ? value.doubleValue() : -1;
            if (number >= 0 && number < 2e14) {
                double millis = number < FIRST_MILLISECOND ? number * 1000 : number;
                return Instant.ofEpochMilli((long) millis);
            }
        } catch (DateTimeException notOne) {
            // Told below.
        }
        throw invalid(field, "a time such as 2027-01-31T12:00:00Z, or seconds or milliseconds since 1970");
    }

    /** The fields of an object as texts. */
    Map<String, String> texts(String field) {
        JsonNode value = any(field);
        if (value == null) {
            return Map.of();
        }
        if (!value.isObject()) {
            throw invalid(field, "an object");
        }
        Map<String, String> texts = new LinkedHashMap<>();
        value.properties().forEach(entry -> texts.put(entry.getKey(), asText(entry.getValue())));
        return texts;
    }

    static String asText(JsonNode value) {
        return value.isTextual() ? value.textValue() : Json.text(value);
    }

    static GatewayError invalid(String field, String expected) {
        return GatewayError.badRequest("invalid_type", "Invalid '%s': expected %s.", field, expected)
                .withParam(field);
    }
}
