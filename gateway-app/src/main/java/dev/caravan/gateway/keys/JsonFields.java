package dev.caravan.gateway.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.gateway.config.Nearest;
import dev.caravan.spi.GatewayError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object that a client has sent. A field that is null counts as absent. Whatever is wrong is a
 * {@link GatewayError} 400 that names the field and says what it should be.
 */
final class JsonFields {

    private static final Pattern TEXT = Pattern.compile("[^\\p{Cntrl}\\p{Cs}]*");
    private static final int LONGEST_LIST = 500;

    private final String path;
    private final ObjectNode object;

    /**
     * @param path the field that holds the object, or an empty text for a body
     * @param known the fields that there are; any other is refused
     */
    JsonFields(String path, ObjectNode object, List<String> known) {
        this.path = path;
        this.object = object;
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw unknown(name, known);
            }
        }
    }

    /** An object below this one; an empty one where the field is absent. */
    JsonFields object(String name, List<String> known) {
        JsonNode value = value(name);
        if (value != null && !value.isObject()) {
            throw invalid(name, "an object");
        }
        return new JsonFields(pathOf(name), value instanceof ObjectNode below ? below : object.objectNode(), known);
    }

    /** A text that is not blank and has no control characters, without blanks around it; null when it is absent. */
    @Nullable
    String text(String name, int longest) {
        JsonNode value = value(name);
        return value == null ? null : text(value, name, longest);
    }

    /** A list of such texts that has at least one; empty when it is absent. */
    List<String> texts(String name, int longest) {
        JsonNode value = value(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray() || value.isEmpty() || value.size() > LONGEST_LIST) {
            // An empty list reads like "none" and would mean "all".
            throw invalid(name, "a list of 1 to " + LONGEST_LIST + " texts, or null for no restriction");
        }
        List<String> texts = new ArrayList<>(value.size());
        for (int i = 0; i < value.size(); i++) {
            texts.add(text(value.get(i), name + "[" + i + "]", longest));
        }
        return texts;
    }

    /** A whole number from 1 on; 0 when it is absent. */
    long number(String name, long most) {
        JsonNode value = value(name);
        if (value == null) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < 1 || value.asLong() > most) {
            throw invalid(name, "a whole number from 1 to " + most);
        }
        return value.asLong();
    }

    /** An amount of at least a millionth and of so many digits at most; null when it is absent. */
    @Nullable
    BigDecimal amount(String name, BigDecimal most) {
        JsonNode value = value(name);
        if (value == null) {
            return null;
        }
        if (!value.isNumber()) {
            throw invalid(name, "a number");
        }
        BigDecimal amount = value.decimalValue();
        if (amount.signum() <= 0
                || amount.compareTo(most) > 0
                || Amounts.plain(amount).scale() > 6) {
            throw invalid(name, "a number above 0 and up to " + most + ", of six decimals at most");
        }
        return Amounts.plain(amount);
    }

    boolean flag(String name, boolean otherwise) {
        JsonNode value = value(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw invalid(name, "true or false");
        }
        return value.asBoolean();
    }

    /** The error of a field that has another value than it should. */
    GatewayError invalid(String name, String expected) {
        return refused(name, "Invalid '" + pathOf(name) + "': expected " + expected + ".");
    }

    /** The error of a field, in these words. */
    GatewayError refused(String name, String message) {
        return GatewayError.of(400, "invalid_value", "%s", message).withParam(pathOf(name));
    }

    /** The error of a field that has to be there. */
    GatewayError missing(String name) {
        return GatewayError.badRequest("missing_required_parameter", "Missing required field: '%s'.", pathOf(name))
                .withParam(pathOf(name));
    }

    private GatewayError unknown(String name, List<String> known) {
        return GatewayError.badRequest(
                        "unknown_field",
                        "Unknown field '%s'. %sKnown: %s.",
                        pathOf(name),
                        Nearest.hint(name, known),
                        String.join(", ", known))
                .withParam(pathOf(name));
    }

    private String text(JsonNode value, String name, int longest) {
        String text = value.isTextual() ? value.asText().strip() : "";
        if (text.isEmpty()
                || text.codePointCount(0, text.length()) > longest
                || !TEXT.matcher(text).matches()) {
            throw invalid(name, "a text of 1 to " + longest + " plain characters");
        }
        return text;
    }

    private @Nullable JsonNode value(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
