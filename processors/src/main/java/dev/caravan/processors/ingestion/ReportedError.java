package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** The error that an answer consists of, in the ways of OpenAI and Anthropic: {@code {"error":{"type","code"}}}. */
final class ReportedError {

    private static final int FAILED = 500;

    private ReportedError() {}

    /** Its code, else its type; null where the answer is no error or does not say. */
    static @Nullable String code(@Nullable JsonNode response) {
        JsonNode error = response == null ? null : response.get("error");
        if (error == null || !error.isObject()) {
            return null;
        }
        JsonNode code = error.path("code");
        if (code.isNumber() || (code.isTextual() && !code.textValue().isBlank())) {
            return code.asText();
        }
        return error.path("type").textValue();
    }

    /** The status that an answer had by what it says; 500 for an error that does not say. */
    static int status(JsonNode response) {
        JsonNode error = response.path("error");
        if (!error.isObject()) {
            return 200;
        }
        int told = error.path("status").asInt(error.path("code").asInt());
        return told >= 400 && told <= 599 ? told : FAILED;
    }
}
