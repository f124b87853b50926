package dev.caravan.spi.wire;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import org.jspecify.annotations.Nullable;

/**
 * Puts the error together that a provider's answer tells, see {@link dev.caravan.spi.chat.ChatDialect#decodeError}. Which fields
 * tell it is the dialect's matter.
 */
public final class UpstreamErrors {

    private UpstreamErrors() {}

    /**
     * @param status the HTTP status of the answer; for an error within a stream, the one to tell
     * @param code the provider's word for programs, or null: {@code upstream_error}
     * @param message the provider's sentence, or null: one that names the status
     */
    public static GatewayError of(int status, @Nullable String code, @Nullable String message) {
        return GatewayError.of(
                status,
                code == null ? "upstream_error" : code,
                "%s",
                message == null || message.isBlank() ? "The provider answered " + status + "." : message);
    }

    /** The first of the fields that is a text and not blank; null when there is none, or when the body is no object. */
    public static @Nullable String text(@Nullable JsonNode body, String... fields) {
        for (String field : fields) {
            JsonNode value = body == null ? null : body.get(field);
            if (value != null && value.isTextual() && !value.textValue().isBlank()) {
                return value.textValue();
            }
        }
        return null;
    }
}
