package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the fields of a report one by one, and collects what is wrong with them. A null counts as absent. */
final class ShapeCheck {

    /** What is nested deeper is nobody's, and could not be told again. */
    private static final int DEEPEST = 64;

    private final IntakeFaults faults = new IntakeFaults(true);

    IntakeFaults faults() {
        return faults;
    }

    /** The path of an entry of a list: {@code spans, 0}. */
    static List<Object> at(List<Object> parent, Object... steps) {
        List<Object> path = new ArrayList<>(parent);
        path.addAll(List.of(steps));
        return path;
    }

    /**
     * @param field what is told to be at fault
     * @return whether the report can be read at all
     */
    boolean depth(ObjectNode report, String field) {
        boolean deep = isDeeper(report, DEEPEST);
        if (deep) {
            faults.wrong("value_error", List.of(), field, "nested " + DEEPEST + " deep at most", report.textNode("…"));
        }
        return !deep;
    }

    @Nullable
    ObjectNode object(ObjectNode parent, List<Object> at, String field) {
        JsonNode value = present(parent, field);
        if (value != null && !value.isObject()) {
            faults.wrong("dict_type", at, field, "a valid dictionary", value);
        }
        return value instanceof ObjectNode object ? object : null;
    }

    /** An entry of a list that is to be an object; null when it is none. */
    @Nullable
    ObjectNode entry(JsonNode value, List<Object> at, int index) {
        if (value instanceof ObjectNode object) {
            return object;
        }
        faults.wrong("model_attributes_type", at, index, "a valid dictionary or object to extract fields from", value);
        return null;
    }

    /** The entries of a list; nothing when it is absent or none. */
    Iterable<JsonNode> list(ObjectNode parent, List<Object> at, String field, boolean required) {
        JsonNode value = present(parent, field);
        if (value == null) {
            if (required) {
                faults.missing(at, field, parent);
            }
            return List.of();
        }
        if (!value.isArray()) {
            faults.wrong("list_type", at, field, "a valid list", value);
            return List.of();
        }
        return value;
    }

    void text(ObjectNode parent, List<Object> at, String field, boolean required, int longest) {
        JsonNode value = present(parent, field);
        if (value == null) {
            if (required) {
                faults.missing(at, field, parent);
            }
        } else if (!value.isTextual()) {
            faults.wrong("string_type", at, field, "a valid string", value);
        } else if (value.textValue().isEmpty() && required) {
            faults.wrong("string_too_short", at, field, "a string of at least 1 character", value);
        } else if (value.textValue().length() > longest) {
            faults.wrong("string_too_long", at, field, "a string of at most " + longest + " characters", value);
        } else if (value.textValue().indexOf('\0') >= 0) {
            faults.wrong("value_error", at, field, "a string without zero characters", value);
        }
    }

    void time(ObjectNode parent, List<Object> at, String field) {
        JsonNode value = present(parent, field);
        if (value != null && !(value.isTextual() && ReportedTime.of(value.textValue()) != null)) {
            faults.wrong("datetime_parsing", at, field, "a time such as 2027-01-31T12:00:00Z", value);
        }
    }

    void word(ObjectNode parent, List<Object> at, String field, List<String> known) {
        JsonNode value = present(parent, field);
        if (value != null && !(value.isTextual() && known.contains(value.textValue()))) {
            faults.none(at, field, known, value);
        }
    }

    void tokens(ObjectNode parent, List<Object> at, String field) {
        JsonNode value = present(parent, field);
        if (value != null && !(value.canConvertToExactIntegral() && value.canConvertToInt() && value.intValue() >= 0)) {
            faults.wrong("int_type", at, field, "a valid integer from 0", value);
        }
    }

    void money(ObjectNode parent, List<Object> at, String field) {
        JsonNode value = present(parent, field);
        if (value != null && !(value.isNumber() && value.doubleValue() >= 0 && value.doubleValue() <= 1e9)) {
            faults.wrong("float_type", at, field, "a valid number from 0", value);
        }
    }

    static @Nullable JsonNode present(JsonNode parent, String field) {
        JsonNode value = parent.get(field);
        return value == null || value.isNull() ? null : value;
    }

    static @Nullable String text(JsonNode parent, String field) {
        JsonNode value = present(parent, field);
        return value == null || value.asText().isEmpty() ? null : value.asText();
    }

    private static boolean isDeeper(JsonNode node, int depth) {
        if (depth < 0) {
            return true;
        }
        for (JsonNode child : node) {
            if (child.isContainerNode() && isDeeper(child, depth - 1)) {
                return true;
            }
        }
        return false;
    }
}
