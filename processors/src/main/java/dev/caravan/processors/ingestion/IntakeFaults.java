package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a report, as FastAPI tells it: {@code {"detail":[{"type","loc","msg","input","ctx"?}]}}. The words are
 * pydantic's. Source: <a href="https://docs.pydantic.dev/latest/errors/validation_errors/">Validation errors</a>.
 */
final class IntakeFaults {

    private final ArrayNode detail = Json.array();

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
    void wrong(String type, List<Object> at, Object field, String expected, JsonNode value) {
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
        add("enum", at, field, "Input should be " + listed, value)
                .putObject("ctx")
                .put("expected", listed);
    }

    /** The body is no JSON. */
    static byte[] noJson() {
        ObjectNode fault = Json.object();
        fault.put("type", "json_invalid");
        fault.putArray("loc").add("body").add(0);
        fault.put("msg", "JSON decode error");
        fault.putObject("input");
        fault.putObject("ctx").put("error", "Expecting value");
        return body(Json.array().add(fault));
    }

    byte[] body() {
        return body(detail);
    }

    private static byte[] body(ArrayNode detail) {
        ObjectNode json = Json.object();
        json.set("detail", detail);
        return Json.bytes(json);
    }

    private ObjectNode add(String type, List<Object> at, @Nullable Object field, String message, JsonNode input) {
        ObjectNode fault = detail.addObject();
        fault.put("type", type);
        ArrayNode loc = fault.putArray("loc").add("body");
        at.forEach(step -> place(loc, step));
        place(loc, field);
        fault.put("msg", message);
        fault.set("input", input);
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
