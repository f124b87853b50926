package dev.caravan.provider.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.UpstreamErrors;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bedrock's errors. An answer's body is {@code {"message": …}}; its kind is in a header, so the status tells it here. Source: <a
 * href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors">Errors</a>
 * of Converse.
 */
public final class BedrockErrors {

    private static final Map<Integer, String> CODES = Map.of(
            400, "ValidationException",
            403, "AccessDeniedException",
            404, "ResourceNotFoundException",
            408, "ModelTimeoutException",
            424, "ModelErrorException",
            429, "ThrottlingException",
            500, "InternalServerException",
            503, "ServiceUnavailableException");

    private BedrockErrors() {}

    /** As {@link dev.caravan.spi.chat.ChatDialect#decodeError}. */
    public static GatewayError read(int status, @Nullable JsonNode body) {
        String message = UpstreamErrors.text(body, "message", "Message");
        return UpstreamErrors.of(status, code(status, UpstreamErrors.text(body, "__type")), message);
    }

    /** The kind where the body says it ({@code com.amazon…#ThrottlingException}), else the one of the status. */
    private static @Nullable String code(int status, @Nullable String type) {
        if (type == null) {
            return CODES.get(status);
        }
        return type.substring(type.indexOf('#') + 1);
    }
}
