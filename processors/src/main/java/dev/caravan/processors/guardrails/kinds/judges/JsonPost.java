package dev.caravan.processors.guardrails.kinds.judges;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.spi.Secret;
import dev.caravan.spi.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * Posts JSON to one URL and reads JSON from the answer. It never blocks, follows no redirect (the operator named the URL, and
 * nobody else may) and reads no more than {@value #LONGEST_ANSWER} bytes. What goes wrong is a {@link RemoteFailure}.
 */
final class JsonPost {

    static final int LONGEST_ANSWER = 1 << 20;

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** A bound in any case; the guardrail's own timeout is the gateway's. */
    private static final Duration ANSWER = Duration.ofMinutes(2);

    private final HttpClient client;
    private final URI url;
    private final Map<String, Secret> headers;

    private JsonPost(URI url, Map<String, Secret> headers) {
        this.client = HttpClient.newBuilder()
                .version("https".equals(url.getScheme()) ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .build();
        this.url = url;
        this.headers = headers;
    }

    /**
     * Posts to a URL, with the credential under a key of the settings as bearer token, if there is one, and the settings' {@code
     * headers}.
     *
     * @throws dev.caravan.spi.SettingsException when a header cannot be sent
     */
    static JsonPost of(Settings settings, String url, String secretKey) {
        Map<String, Secret> headers = new LinkedHashMap<>();
        Optional<String> secret = settings.headerValue(secretKey);
        secret.ifPresent(value -> headers.put("Authorization", Secret.of("Bearer " + value)));
        settings.textMap("headers").forEach((name, value) -> {
            try {
                HttpRequest.newBuilder().header(name, value);
            } catch (IllegalArgumentException e) {
                throw settings.invalid(
                        "headers." + name, "cannot be sent as a header", "Remove it, or mend its name or value");
            }
            headers.put(name, Secret.of(value));
        });
        return new JsonPost(URI.create(url), Map.copyOf(headers));
    }

    /**
     * Asks.
     *
     * @param reading what becomes of the answer; it may throw a {@link RemoteFailure}
     * @return a future that can be cancelled, which ends the exchange
     */
    <T> CompletableFuture<T> ask(JsonNode question, Function<JsonNode, T> reading) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(ANSWER)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json");
        headers.forEach((name, value) -> request.setHeader(name, value.reveal()));
        byte[] body;
        try {
            body = JSON.writeValueAsBytes(question);
        } catch (JsonProcessingException e) {
            return CompletableFuture.failedFuture(new RemoteFailure("the question cannot be written"));
        }
        CompletableFuture<HttpResponse<byte[]>> exchange = client.sendAsync(
                request.POST(HttpRequest.BodyPublishers.ofByteArray(body)).build(),
                head -> new LimitedBody(LONGEST_ANSWER));
        // A future of its own: a stage of the client's ends with the error of the closed exchange when it is cancelled.
        CompletableFuture<T> answer = new CompletableFuture<>();
        answer.whenComplete((result, error) -> exchange.cancel(true));
        exchange.whenComplete((response, error) -> {
            try {
                if (error != null) {
                    throw failure(error);
                }
                answer.complete(reading.apply(read(response)));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private static JsonNode read(HttpResponse<byte[]> response) {
        if (response.statusCode() < 200 || response.statusCode() > 299) {
            throw new RemoteFailure("it answered with status " + response.statusCode());
        }
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new RemoteFailure("its answer is no JSON");
        }
    }

    /** Without the cause: its message may quote the URL, and what stands in that. */
    private static RemoteFailure failure(Throwable error) {
        Throwable cause = error;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
            if (inner instanceof RemoteFailure known) {
                return known;
            }
        }
        return new RemoteFailure("there is no answer: " + cause.getClass().getSimpleName());
    }
}
