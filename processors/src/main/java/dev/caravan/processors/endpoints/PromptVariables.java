package dev.caravan.processors.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.endpoints.PromptTemplate.MissingVariableException;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/**
 * What there is for a template: what the client gives by name, then the fields of an input that is a JSON object. Used by one
 * thread.
 */
public final class PromptVariables {

    private final ObjectNode given;
    private final String input;
    private @Nullable JsonNode parsed;

    /** @param input what the user says */
    PromptVariables(ObjectNode given, String input) {
        this.given = given;
        this.input = input;
    }

    /** @param chat the call's body, a chat of OpenAI's */
    public static PromptVariables of(EndpointCall endpoint, ObjectNode chat) {
        return new PromptVariables(
                endpoint.variables(), ChatInput.of(chat.path("messages")).text());
    }

    /** The text that the template puts in for a variable; null when there is none. */
    public @Nullable String value(String name) {
        if (name.equals(PromptTemplate.INPUT)) {
            return input;
        }
        JsonNode value = given.hasNonNull(name) ? given.get(name) : parsed().path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        return value.isTextual() ? value.textValue() : Json.text(value);
    }

    /** @throws GatewayError 400 {@code missing_variable} */
    String rendered(PromptTemplate template) {
        try {
            return template.render(this::value);
        } catch (MissingVariableException e) {
            throw GatewayError.badRequest(
                            "missing_variable",
                            "The prompt needs the variable '%s': write it into 'variables'.",
                            e.variable())
                    .withParam("variables." + e.variable());
        }
    }

    private JsonNode parsed() {
        if (parsed == null) {
            JsonNode read = input.stripLeading().startsWith("{") ? Json.parse(input) : null;
            parsed = read == null ? Json.object() : read;
        }
        return parsed;
    }
}
