package dev.caravan.processors.translation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.WholeBody;
import dev.caravan.processors.metering.CallUse;
import dev.caravan.processors.request.BodyTree;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.embedding.EmbeddingAnswer;
import dev.caravan.spi.embedding.EmbeddingDialect;
import dev.caravan.spi.embedding.EmbeddingRequest;
import dev.caravan.spi.wire.Json;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Embeddings in another dialect. */
final class EmbeddingTranslation implements Translation {

    private final Call call;
    private final String providerName;
    private final Operation operation;
    private final EmbeddingDialect client;
    private final EmbeddingDialect provider;
    private final EmbeddingRequest request;
    private final WireRequest encoded;
    private final Losses losses;

    private EmbeddingTranslation(
            Call call,
            Target target,
            Operation operation,
            EmbeddingDialect client,
            EmbeddingDialect provider,
            EmbeddingRequest request,
            Losses losses) {
        this.call = call;
        this.providerName = target.provider().name();
        this.operation = operation;
        this.client = client;
        this.provider = provider;
        this.request = request;
        this.losses = losses;
        this.encoded =
                provider.encodeRequest(target.model() == null ? request : request.withModel(target.model()), losses);
    }

    static EmbeddingTranslation begin(Call call, Target target, Operation asked, Translations translations) {
        Operation operation = call.operation();
        JsonBody json = call.json();
        if (operation == null || json == null) {
            throw new IllegalStateException("the request is not read yet");
        }
        EmbeddingDialect client = translations.clientEmbedding(operation);
        Losses losses = new Losses();
        EmbeddingTranslation translation = new EmbeddingTranslation(
                call,
                target,
                asked,
                client,
                translations.providerEmbedding(asked, target.provider().provider()),
                client.decodeRequest(new WireRequest(call.model(), false, BodyTree.of(call)), losses),
                losses);
        LossHeader.refuseIfStrict(
                TranslateMode.of(call), losses, target.provider().name());
        return translation;
    }

    @Override
    public Operation operation() {
        return operation;
    }

    @Override
    public @Nullable String model() {
        return encoded.model();
    }

    @Override
    public boolean stream() {
        return false;
    }

    @Override
    public byte[] body() {
        return Json.bytes(encoded.body());
    }

    @Override
    public Mono<Answer> answer(Answer raw) {
        boolean failed = raw.status() >= 400;
        return WholeBody.of(raw.body(), failed ? WholeBody.ERROR_LIMIT : WholeBody.ANSWER_LIMIT)
                .map(bytes -> {
                    JsonNode json = Json.parse(bytes, 0, bytes.length);
                    byte[] body = failed
                            ? call.errorDialect().body(provider.decodeError(raw.status(), json), call.id())
                            : Json.bytes(vectors(json));
                    HttpHeaders headers = raw.headers().remove(HttpHeaderNames.CONTENT_ENCODING);
                    RequestIdHeader.tell(headers, call);
                    headers.set(HttpHeaderNames.CONTENT_TYPE, "application/json");
                    return LossHeader.tell(Answer.whole(raw.status(), headers, body), losses);
                });
    }

    private JsonNode vectors(@Nullable JsonNode json) {
        if (json == null) {
            throw GatewayError.of(
                    502, "invalid_upstream_answer", "Provider '%s' answered with what is no JSON.", providerName);
        }
        EmbeddingAnswer answer = provider.decodeAnswer(json, losses);
        CallUse.note(call, Usage.of(answer.inputTokens(), 0), 0);
        return client.encodeAnswer(answer, request, losses);
    }
}
