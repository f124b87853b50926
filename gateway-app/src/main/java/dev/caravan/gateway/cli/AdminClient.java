package dev.caravan.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.Secret;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks the admin port of a gateway. */
final class AdminClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    private final URI origin;
    private final Secret key;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /**
     * @param origin the admin port, without a path
     * @param key what every request is authorized with
     */
    AdminClient(URI origin, Secret key) {
        this.origin = origin;
        this.key = key;
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @param path with its query
     * @param body null for none
     * @return the JSON object of a good answer
     * @throws CommandFailure when the gateway refuses, or no gateway answers
     */
    JsonNode send(String method, String path, @Nullable JsonNode body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin + path))
                .timeout(ANSWER_TIMEOUT)
                .header("authorization", "Bearer " + key.reveal())
                .header("accept", "application/json");
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("content-type", "application/json")
                    .method(method, BodyPublishers.ofString(Json.write(body)));
        }
        try {
            return read(http.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw CommandFailure.unreachable("No gateway answers at " + origin + ": " + reason(e)
                    + ". Check --url or CARAVAN_ADMIN_URL, and whether it runs with its admin port");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.unreachable("Interrupted while waiting for " + origin);
        }
    }

    private JsonNode read(HttpResponse<String> answer) {
        JsonNode content = parsed(answer.body());
        if (answer.statusCode() / 100 == 2 && content != null) {
            return content;
        }
        JsonNode error = content == null ? null : content.get("error");
        if (error == null || !error.path("message").isTextual()) {
            throw CommandFailure.unreachable("What answers at " + origin + " (status " + answer.statusCode()
                    + ") is no admin port of Caravan's");
        }
        String code = error.path("code").asText();
        boolean elsewhere = code.equals("unknown_url") || code.equals("method_not_allowed");
        String hint = elsewhere ? " Is " + origin + " the admin port, and not that of the clients?" : "";
        throw CommandFailure.refused(Printable.text(error.path("message").asText())
                + hint
                + (code.isEmpty() ? "" : " (" + Printable.text(code) + ")"));
    }

    private @Nullable JsonNode parsed(String text) {
        try {
            JsonNode content = Json.read(text);
            return content.isObject() ? content : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** The JDK's own exceptions say little, or nothing. */
    private static String reason(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "its host is unknown";
            }
        }
        if (failure instanceof ConnectException) {
            return "the connection is refused";
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
