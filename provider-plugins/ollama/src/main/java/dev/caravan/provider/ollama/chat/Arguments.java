package dev.caravan.provider.ollama.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** A tool call's arguments: an object here, text in the neutral model. */
final class Arguments {

    private Arguments() {}

    /** The text of an object; a server's answer may have text already. */
    static String text(@Nullable JsonNode arguments) {
        if (arguments == null || arguments.isNull() || arguments.isMissingNode()) {
            return "{}";
        }
        return arguments.isTextual() ? arguments.textValue() : Json.text(arguments);
    }

    /** The object; null when the model did not write one. */
    static @Nullable ObjectNode object(String text) {
        if (text.isBlank()) {
            return Json.object();
        }
        return Json.parse(text) instanceof ObjectNode object ? object : null;
    }

    /** The error of an answer whose arguments are no object. */
    static GatewayError malformed(String tool) {
        return GatewayError.of(
                502, "invalid_upstream_answer", "The provider's call of '%s' has arguments that are no object.", tool);
    }
}
