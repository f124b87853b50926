package dev.caravan.spi.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** The arguments of a tool call, text in the neutral model, for dialects that need an object, or a text that is never empty. */
public final class ToolArguments {

    private ToolArguments() {}

    /** The text as it is; an empty object where it is blank. */
    public static String text(String arguments) {
        return arguments.isBlank() ? "{}" : arguments;
    }

    /**
     * The object of a call that a client sent back.
     *
     * @param path the field to name when they are none, such as {@code messages[1]}
     * @throws GatewayError 400 {@code invalid_tool_arguments} when they are no JSON object
     */
    public static ObjectNode ofRequest(Part.ToolCall call, String path) {
        ObjectNode object = object(call.arguments());
        if (object == null) {
            throw GatewayError.badRequest(
                            "invalid_tool_arguments",
                            "The arguments of the call of '%s' are no JSON object, which this provider needs.",
                            call.name())
                    .withParam(path);
        }
        return object;
    }

    /**
     * The object of a call that a provider answered with.
     *
     * @param tool the tool's name
     * @param arguments all of the text; blank counts as an empty object
     * @throws GatewayError 502 {@code invalid_upstream_answer} when it is no JSON object
     */
    public static ObjectNode ofAnswer(String tool, String arguments) {
        ObjectNode object = object(arguments);
        if (object == null) {
            throw GatewayError.of(
                    502,
                    "invalid_upstream_answer",
                    "The provider's answer cannot be translated: the arguments of the call of '%s' are no JSON object.",
                    tool);
        }
        return object;
    }

    private static @Nullable ObjectNode object(String arguments) {
        return Json.parse(text(arguments)) instanceof ObjectNode object ? object : null;
    }
}
