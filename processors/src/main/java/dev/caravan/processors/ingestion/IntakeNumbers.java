package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers as pydantic reads them: also those in strings, and truth as one. */
final class IntakeNumbers {

    /** No exchange costs so many dollars, and a day's have to add up to a number. */
    private static final double TOO_MUCH = 1e9;

    private static final Pattern NUMBER = Pattern.compile(
            "[+-]?(?:(?:\\d+(?:_\\d+)*\\.?(?:\\d+(?:_\\d+)*)?|\\.\\d+(?:_\\d+)*)(?:[eE][+-]?\\d+)?|inf|infinity|nan)",
            Pattern.CASE_INSENSITIVE);

    private static final int LONGEST = 400;

    private IntakeNumbers() {}

    /** The number that a value stands for, which may be no finite one; null when it stands for none. */
    static @Nullable Double of(JsonNode value) {
        if (value.isNumber()) {
            return value.doubleValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue() ? 1.0 : 0.0;
        }
        String text = value.isTextual() ? value.textValue().strip() : "";
        if (text.length() > LONGEST || !NUMBER.matcher(text).matches()) {
            return null;
        }
        String plain = text.replace("_", "");
        char last = Character.toLowerCase(plain.charAt(plain.length() - 1));
        return last == 'n' || last == 'f' || last == 'y' ? Double.NaN : Double.parseDouble(plain);
    }

    /** Whether the ledger can keep so many dollars. */
    static boolean isAmount(double usd) {
        return Math.abs(usd) < TOO_MUCH;
    }

    /** The dollars of a value that was checked before, as the digits say; null for none. */
    static @Nullable BigDecimal usd(@Nullable JsonNode value) {
        Double number = value == null ? null : of(value);
        return number == null ? null : BigDecimal.valueOf(number);
    }
}
