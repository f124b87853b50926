package dev.caravan.processors.request;

import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.spi.GatewayError;
import reactor.core.publisher.Mono;

/**
 * Reads a request to {@code /v1beta/models/{model}:{action}}: the path names the model and what is to be done with it. Serves
 * {@code generateContent}, {@code streamGenerateContent} and {@code batchEmbedContents}; other actions are answered 404 {@code
 * unknown_action}. The body is checked as by {@link ReadJsonRequest}.
 *
 * <p>Source: <a href="https://ai.google.dev/api/generate-content">Gemini API reference</a>.
 */
public final class ReadGeminiRequest implements AsyncCallStep {

    private final ReadJsonRequest generate;
    private final ReadJsonRequest embed;

    /**
     * @param maxBody the most bytes that a body may have
     * @param workers reads large bodies
     */
    public ReadGeminiRequest(long maxBody, Workers workers) {
        this.generate = new ReadJsonRequest(RequestShape.GENERATE_CONTENT, maxBody, workers);
        this.embed = new ReadJsonRequest(RequestShape.GEMINI_EMBEDDINGS, maxBody, workers);
    }

    @Override
    public Mono<Void> apply(Call call) {
        String rest = call.request().pathVariables().getOrDefault("*", "");
        String decoded = PercentEncoding.decode(rest);
        String path = decoded == null ? rest : decoded;
        int colon = path.lastIndexOf(':');
        String model = colon <= 0 ? "" : path.substring(path.startsWith("/") ? 1 : 0, colon);
        String action = path.substring(colon + 1);
        if (model.isEmpty()) {
            throw unknown(path);
        }
        return switch (action) {
            case "generateContent" -> read(call, generate, model, false);
            case "streamGenerateContent" -> read(call, generate, model, true);
            case "batchEmbedContents" -> read(call, embed, model, false);
            default -> throw unknown(action);
        };
    }

    private static Mono<Void> read(Call call, ReadJsonRequest reader, String model, boolean stream) {
        Mono<Void> read = reader.apply(call);
        if (read == Mono.<Void>empty()) {
            name(call, model, stream);
            return read;
        }
        return read.doOnSuccess(nothing -> name(call, model, stream));
    }

    private static void name(Call call, String model, boolean stream) {
        JsonBody body = call.json();
        if (body != null && call.operation() != null) {
            call.asks(call.operation(), new JsonBody(body.bytes(), model, -1, -1, stream, body.user()));
        }
    }

    private static GatewayError unknown(String action) {
        return GatewayError.of(
                404,
                "unknown_action",
                "'%s' is not served here: only generateContent, streamGenerateContent and batchEmbedContents are.",
                action);
    }
}
