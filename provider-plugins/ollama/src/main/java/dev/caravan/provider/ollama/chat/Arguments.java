package dev.caravan.provider.ollama.chat;

import com.fasterxml.jackson.databind.JsonNode;
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
}
