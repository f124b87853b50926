package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a report, as FastAPI tells it: {@code {"detail":[{"type","loc","msg","input","ctx"?}]}}. The words are
 * pydantic's. Source: <a href="https://docs.pydantic.dev/latest/errors/validation_errors/">Validation errors</a>. Of very many
 * faults the first ones are told.
 */
final class IntakeFaults {

    /** Of a longer report, in bytes, nothing is repeated in the answer. */
    static final int MOST_TO_REPEAT = 64 * 1024;

    private static final int MOST = 100;

    private final boolean repeating;
    private final ArrayNode detail = Json.array();

    /** @param repeating whether the answer repeats what is wrong */
    IntakeFaults(boolean repeating) {
        this.repeating = repeating;
    }

    boolean isEmpty() {
        return detail.isEmpty();
    }

    /** A field that has to be there is not. */
    void missing(List<Object> at, String field, JsonNode parent) {
        add("missing", at, field, "Field required", parent);
    }

    /**
     * A value is not what it should be.
     *
     * @param type pydantic's name of the fault: {@code string_type}
     * @param expected what it should be: {@code a valid string}
     */
    void wrong(String type, List<Object> at, @Nullable Object field, String expected, JsonNode value) {
        add(type, at, field, "Input should be " + expected, value);
    }

    /** A value is none of those that there are. */
    void none(List<Object> at, String field, List<String> known, JsonNode value) {
        String listed = String.join(
                        ", ",
                        known.subList(0, known.size() - 1).stream()
                                .map(word -> "'" + word + "'")
                                .toList())
                + " or '" + known.get(known.size() - 1) + "'";
        ObjectNode fault = add("enum", at, field, "Input should be " + listed, value);
        if (fault != null) {
            fault.putObject("ctx").put("expected", listed);
        }
    }

    /** There is no body. */
    void noBody() {
        add("missing", List.of(), null, "Field required", NullNode.getInstance());
    }

    /** The body is JSON, but no object. */
    void noObject(JsonNode body) {
        wrong("model_attributes_type", List.of(), null, IntakeShape.OBJECT, body);
    }

    /** The body is no JSON. */
    void noJson(JsonFault where) {
        ObjectNode fault = add("json_invalid", List.of(), where.position(), "JSON decode error", Json.object());
        if (fault != null) {
            fault.putObject("ctx").put("error", where.message());
        }
    }

    byte[] body() {
        ObjectNode json = Json.object();
        json.set("detail", detail);
        return Json.bytes(json);
    }

    private @Nullable ObjectNode add(
            String type, List<Object> at, @Nullable Object field, String message, JsonNode input) {
        if (detail.size() == MOST) {
            return null;
        }
        ObjectNode fault = detail.addObject();
        fault.put("type", type);
        ArrayNode loc = fault.putArray("loc").add("body");
        at.forEach(step -> place(loc, step));
        place(loc, field);
        fault.put("msg", message);
        if (repeating) {
            fault.set("input", input);
        }
        return fault;
    }

    private static void place(ArrayNode loc, @Nullable Object step) {
        if (step instanceof Integer index) {
            loc.add(index);
        } else if (step != null) {
            loc.add(step.toString());
        }
    }
}
