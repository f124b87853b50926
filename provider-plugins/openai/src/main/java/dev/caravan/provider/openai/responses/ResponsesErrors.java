package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.openai.OpenAiErrorReader;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Errors inside a failed response and as events of a stream. */
final class ResponsesErrors {

    /** Those of the reference that are no defaults here, and two that OpenAI's servers send besides. */
    private static final Set<String> CODES = Set.of(
            "invalid_prompt",
            "data_residency_mismatch",
            "bio_policy",
            "vector_store_timeout",
            "invalid_image",
            "invalid_image_format",
            "invalid_base64_image",
            "invalid_image_url",
            "image_too_large",
            "image_too_small",
            "image_parse_error",
            "image_content_policy_violation",
            "invalid_image_mode",
            "image_file_too_large",
            "unsupported_image_media_type",
            "empty_image_file",
            "failed_to_download_image",
            "image_file_not_found",
            "insufficient_quota",
            "context_length_exceeded");

    private ResponsesErrors() {}

    /** The error of a response that failed after the provider had taken it on: it has a code and a message, but no status. */
    static GatewayError ofFailed(@Nullable JsonNode error) {
        String code = OpenAiErrorReader.read(502, error).code();
        return OpenAiErrorReader.read(statusOf(code), error);
    }

    /** The error that an {@code error} event tells, at its top or in an object of its own. */
    static GatewayError ofEvent(ObjectNode event) {
        ObjectNode fields = event.deepCopy();
        fields.remove("type");
        return ofFailed(fields);
    }

    private static int statusOf(String code) {
        return switch (code) {
            case "rate_limit_exceeded", "insufficient_quota" -> 429;
            case "vector_store_timeout" -> 504;
            default -> CODES.contains(code) ? 400 : 502;
        };
    }

    /**
     * The fields of an {@code error} event. The reference has code, message and param at the top; OpenAI's servers send them in
     * an object {@code error}, and some SDKs raise only for that: both are there.
     */
    static ObjectNode event(GatewayError error) {
        ObjectNode nested = Json.object().put("type", typeOf(error.status()));
        describe(error, nested);
        ObjectNode event = Json.object();
        describe(error, event);
        event.set("error", nested);
        return event;
    }

    private static void describe(GatewayError error, ObjectNode object) {
        object.put("code", error.code()).put("message", error.text()).put("param", error.param());
    }

    /** The {@code error} of a failed response. SDKs know few codes there; the event before it has the exact one. */
    static ObjectNode inResponse(GatewayError error) {
        String code = error.code();
        if (!CODES.contains(code)) {
            code = error.status() == 429 ? "rate_limit_exceeded" : "server_error";
        }
        return Json.object().put("code", code).put("message", error.text());
    }

    private static String typeOf(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status < 500 ? "invalid_request_error" : "server_error";
        };
    }
}
