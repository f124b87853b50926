package dev.caravan.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.UpstreamErrors;
import org.jspecify.annotations.Nullable;

/**
 * Reads OpenAI's error objects, {@code {"error":{"message","type","param","code"}}}, and what others made of them: an error
 * that is a string, a bare {@code message} or {@code detail}.
 */
public final class OpenAiErrorReader {

    private OpenAiErrorReader() {}

    /**
     * @param status the HTTP status of the answer; for an error within a stream, the one to tell
     * @param body the JSON body, or null when there is none
     */
    public static GatewayError read(int status, @Nullable JsonNode body) {
        JsonNode error = body == null || body.get("error") == null ? body : body.get("error");
        String message = error == null ? null : message(error);
        String code = error == null ? null : word(error, "code");
        String type = error == null ? null : word(error, "type");
        String param = error == null ? null : word(error, "param");
        GatewayError read = UpstreamErrors.of(status, code != null ? code : type, message);
        return param == null ? read : read.withParam(param);
    }

    private static @Nullable String message(JsonNode error) {
        if (error.isTextual()) {
            return error.textValue().isEmpty() ? null : error.textValue();
        }
        for (String field : new String[] {"message", "detail"}) {
            String text = word(error, field);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    private static @Nullable String word(JsonNode error, String field) {
        JsonNode value = error.get(field);
        return value == null
                        || !value.isValueNode()
                        || value.isNull()
                        || value.asText().isEmpty()
                ? null
                : value.asText();
    }
}
