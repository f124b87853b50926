package dev.caravan.processors.forms;

import dev.caravan.spi.GatewayError;

/** The errors of a form, in OpenAI's wording. */
final class FormErrors {

    private FormErrors() {}

    static GatewayError invalid(String reason) {
        return GatewayError.badRequest("invalid_form", "We could not parse the form in your request: %s.", reason);
    }

    static GatewayError field(String code, String field, String message, Object... args) {
        return GatewayError.badRequest(code, message, args).withParam(field);
    }
}
