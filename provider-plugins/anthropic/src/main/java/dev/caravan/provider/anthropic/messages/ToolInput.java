package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** The {@code input} of a tool call, an object here and text elsewhere. */
final class ToolInput {

    private ToolInput() {}

    /**
     * @param arguments as the model wrote them; blank counts as an empty object
     * @return null when they are no JSON object
     */
    static @Nullable ObjectNode of(String arguments) {
        if (arguments.isBlank()) {
            return Json.object();
        }
        return Json.parse(arguments) instanceof ObjectNode input ? input : null;
    }
}
