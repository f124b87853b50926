package dev.caravan.provider.bedrock.converse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.bedrock.eventstream.Frame;
import dev.caravan.provider.bedrock.eventstream.FrameWriter;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** The exceptions that end a stream of Converse's, and the errors of the gateway. */
final class StreamExceptions {

    private static final String MODEL_STREAM_ERROR = "modelStreamErrorException";

    private StreamExceptions() {}

    static GatewayError read(Frame frame) {
        String type = frame.header(":exception-type");
        JsonNode payload = Json.parse(frame.payload(), 0, frame.payload().length);
        String message = text(payload, "message");
        if (message == null) {
            message = frame.header(":error-message");
        }
        String code = type == null ? frame.header(":error-code") : type;
        return GatewayError.of(
                status(type, payload),
                code == null ? "upstream_error" : Character.toUpperCase(code.charAt(0)) + code.substring(1),
                "%s",
                message == null ? "The provider broke off its answer." : message);
    }

    /** The exception for an error: by its status, with which it also says what lay behind it. */
    static byte[] write(GatewayError error) {
        int status = error.status();
        String type =
                switch (status) {
                    case 429 -> "throttlingException";
                    case 500 -> "internalServerException";
                    case 503, 529 -> "serviceUnavailableException";
                    default ->
                        status < 500 && status != 408 && status != 424 ? "validationException" : MODEL_STREAM_ERROR;
                };
        ObjectNode payload = Json.object().put("message", error.text());
        if (type.equals(MODEL_STREAM_ERROR)) {
            payload.put("originalStatusCode", status).put("originalMessage", error.text());
        }
        return FrameWriter.exception(type, Json.bytes(payload));
    }

    private static int status(@Nullable String type, @Nullable JsonNode payload) {
        return switch (type == null ? "" : type) {
            case "throttlingException" -> 429;
            case "validationException" -> 400;
            case "internalServerException" -> 500;
            case "serviceUnavailableException" -> 503;
            case MODEL_STREAM_ERROR -> original(payload);
            default -> 502;
        };
    }

    /** The status that the model itself gave, where it is one of a failure. */
    private static int original(@Nullable JsonNode payload) {
        int status = payload == null ? 0 : payload.path("originalStatusCode").asInt();
        return status >= 400 && status <= 599 ? status : 502;
    }

    private static @Nullable String text(@Nullable JsonNode payload, String field) {
        JsonNode value = payload == null ? null : payload.get(field);
        return value != null && value.isTextual() ? value.textValue() : null;
    }
}
