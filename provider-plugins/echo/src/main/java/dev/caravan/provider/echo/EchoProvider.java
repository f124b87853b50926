package dev.caravan.provider.echo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.LocalAnswer;
import dev.caravan.spi.ModelInfo;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;

/** Answers every operation by itself. */
final class EchoProvider implements Provider {

    private static final Set<Operation> OPERATIONS = Collections.unmodifiableSet(EnumSet.of(
            Operation.CHAT_COMPLETIONS,
            Operation.EMBEDDINGS,
            Operation.IMAGE_GENERATIONS,
            Operation.MODELS,
            Operation.PASSTHROUGH));

    private final Misbehaviour byDefault;
    private final ScheduledExecutorService timer;

    /** @param timer for delays; this provider's own, shut down with it */
    EchoProvider(Misbehaviour byDefault, ScheduledExecutorService timer) {
        this.byDefault = byDefault;
        this.timer = timer;
    }

    @Override
    public Set<Operation> operations() {
        return OPERATIONS;
    }

    @Override
    public boolean hasCredentials() {
        return true;
    }

    @Override
    public LocalAnswer prepare(ProviderRequest request) {
        return switch (request.operation()) {
            case CHAT_COMPLETIONS, EMBEDDINGS, IMAGE_GENERATIONS -> answer(request);
            case MODELS -> paced(EchoModels.list());
            case PASSTHROUGH -> paced(Content.json(described(request)));
            default -> throw new IllegalArgumentException(request.operation() + " is not served");
        };
    }

    @Override
    public List<ModelInfo> models() {
        return EchoModels.ALL;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private LocalAnswer answer(ProviderRequest request) {
        RequestFields fields = RequestFields.of(request.body());
        String given = request.model();
        ModelName model = ModelName.parse(given == null ? fields.requiredText("model") : given, byDefault);
        Content content = model.misbehaviour().fails()
                ? ErrorAnswer.of(model.misbehaviour().failStatus())
                : content(request, fields, model.id());
        return content.paced(model.misbehaviour(), timer);
    }

    private static Content content(ProviderRequest request, RequestFields fields, String model) {
        return switch (request.operation()) {
            case EMBEDDINGS -> EmbeddingsAnswer.to(fields, model);
            case IMAGE_GENERATIONS -> ImagesAnswer.to(fields);
            default -> {
                ByteBuffer body = request.body();
                yield ChatAnswer.to(fields, model, Fingerprint.of(body == null ? ByteBuffer.allocate(0) : body));
            }
        };
    }

    private LocalAnswer paced(Content content) {
        Content chosen = byDefault.fails() ? ErrorAnswer.of(byDefault.failStatus()) : content;
        return chosen.paced(byDefault, timer);
    }

    private static ObjectNode described(ProviderRequest request) {
        ByteBuffer body = request.body();
        ObjectNode description = Json.object()
                .put("object", "echo.request")
                .put("method", request.method())
                .put("path", request.path())
                .put("query", request.query());
        return body == null ? description.putNull("body_bytes") : description.put("body_bytes", body.remaining());
    }
}
