package dev.caravan.provider.gemini.generate;

import dev.caravan.spi.GatewayError;

/** A tool call's arguments are no JSON object, and Gemini has no other form for them. */
final class MalformedArguments extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String tool;

    MalformedArguments(String tool) {
        super("the arguments of " + tool + " are no JSON object", null, false, false);
        this.tool = tool;
    }

    /** As the fault of a client that sent them. */
    GatewayError inRequest(String path) {
        return GatewayError.badRequest(
                        "invalid_value",
                        "Invalid value for '%s': the arguments of the call of '%s' are no JSON object.",
                        path,
                        tool)
                .withParam(path);
    }

    /** As the fault of the model that wrote them. */
    GatewayError inAnswer() {
        return GatewayError.of(
                502,
                "invalid_upstream_answer",
                "The provider's answer cannot be translated: the arguments of the call of '%s' are no JSON object.",
                tool);
    }
}
