package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;

/**
 * What a tool gave back, as {@code functionResponse.response} has it: always an object. One that is an object already stays as
 * it is; any other text becomes {@code {"result": text}}, that of a tool that failed {@code {"error": text}}.
 *
 * @param text the text, or the JSON of an object
 * @param error whether the tool failed
 */
record ToolOutput(String text, boolean error) {

    private static final String RESULT = "result";
    private static final String OUTPUT = "output";
    private static final String ERROR = "error";

    static ToolOutput read(ObjectNode response) {
        if (response.size() == 1) {
            JsonNode error = response.get(ERROR);
            if (error != null) {
                return new ToolOutput(textOf(error), true);
            }
            JsonNode output = response.get(OUTPUT);
            if (output != null) {
                return new ToolOutput(textOf(output), false);
            }
            JsonNode result = response.get(RESULT);
            if (result != null && result.isTextual()) {
                return new ToolOutput(result.textValue(), false);
            }
        }
        return new ToolOutput(Json.text(response), false);
    }

    ObjectNode write() {
        ObjectNode object = Json.parse(text) instanceof ObjectNode parsed ? parsed : null;
        if (error) {
            ObjectNode response = Json.object();
            return object == null ? response.put(ERROR, text) : response.set(ERROR, object);
        }
        // An object that would be read as one of the wrappings is wrapped itself.
        boolean ambiguous = object != null
                && object.size() == 1
                && (object.has(ERROR)
                        || object.has(OUTPUT)
                        || object.path(RESULT).isTextual());
        return object == null || ambiguous ? Json.object().put(RESULT, text) : object;
    }

    private static String textOf(JsonNode value) {
        return value.isTextual() ? value.textValue() : Json.text(value);
    }
}
