package dev.caravan.provider.gemini.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.UpstreamErrors;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Errors as Google's APIs word them: {@code {"error":{"code","message","status","details"}}}. Source: <a
 * href="https://google.aip.dev/193">AIP-193</a>.
 */
public final class RpcErrors {

    /** A suspended key is quoted in the message that says so. */
    private static final Pattern KEY = Pattern.compile("AIza[0-9A-Za-z_-]{10,}");

    private static final Pattern SECONDS = Pattern.compile("(\\d{1,9})(\\.\\d+)?s");

    private RpcErrors() {}

    /**
     * Reads an error answer.
     *
     * @param status the HTTP status, kept as it is
     * @param body the JSON body, or null; a list of one error is what a stream without events is answered with
     */
    public static GatewayError read(int status, @Nullable JsonNode body) {
        JsonNode error = body == null ? Json.object() : (body.isArray() ? body.path(0) : body).path("error");
        String message = error.path("message").asText("");
        String word = error.path("status").asText("");
        GatewayError read = UpstreamErrors.of(
                status,
                word.isEmpty() ? "provider_error" : word.toLowerCase(Locale.ROOT),
                KEY.matcher(message).replaceAll("****"));
        for (JsonNode detail : error.path("details")) {
            String field = detail.path("fieldViolations").path(0).path("field").asText("");
            if (!field.isEmpty()) {
                read = read.withParam(field);
            }
            Matcher delay = SECONDS.matcher(detail.path("retryDelay").asText(""));
            if (delay.matches()) {
                read = read.withRetryAfter(Duration.ofSeconds(Long.parseLong(delay.group(1))));
            }
        }
        return read;
    }

    /** The status of an error that stands in a stream; 502 where it names none. */
    public static int statusOf(JsonNode error) {
        int code = error.path("code").asInt(502);
        return code >= 400 && code <= 599 ? code : 502;
    }

    /** Writes an error for a client. */
    public static ObjectNode write(GatewayError error) {
        ObjectNode json = Json.object();
        json.putObject("error")
                .put("code", error.status())
                .put("message", error.text())
                .put("status", canonicalName(error.status()));
        return json;
    }

    private static String canonicalName(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 409 -> "ABORTED";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 499 -> "CANCELLED";
            case 501 -> "UNIMPLEMENTED";
            case 502, 503, 529 -> "UNAVAILABLE";
            case 408, 504 -> "DEADLINE_EXCEEDED";
            default -> status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT";
        };
    }
}
