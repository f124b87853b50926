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
import org.jspecify.annotations.Nullable;

/** Answers every operation by itself. */
final class EchoProvider implements Provider {

    private static final String DEFAULT_MODEL = "echo-1";

    private static final Set<Operation> OPERATIONS = Collections.unmodifiableSet(EnumSet.of(
            Operation.CHAT_COMPLETIONS,
            Operation.EMBEDDINGS,
            Operation.IMAGE_GENERATIONS,
            Operation.IMAGE_EDITS,
            Operation.IMAGE_VARIATIONS,
            Operation.COMPLETIONS,
            Operation.TRANSCRIPTIONS,
            Operation.TRANSLATIONS,
            Operation.SPEECH,
            Operation.MODERATIONS,
            Operation.RERANK,
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
            case CHAT_COMPLETIONS, EMBEDDINGS, IMAGE_GENERATIONS, COMPLETIONS, SPEECH -> answer(request, null);
            case MODERATIONS, RERANK -> answer(request, DEFAULT_MODEL);
            case IMAGE_EDITS -> isForm(request) ? toUpload(request) : answer(request, DEFAULT_MODEL);
            case IMAGE_VARIATIONS, TRANSCRIPTIONS, TRANSLATIONS -> toUpload(request);
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

    private static boolean isForm(ProviderRequest request) {
        String type = request.headers().first("content-type");
        return type != null && type.startsWith("multipart/");
    }

    private LocalAnswer toUpload(ProviderRequest request) {
        String given = request.model();
        Misbehaviour misbehaviour = ModelName.parse(given == null ? DEFAULT_MODEL : given, byDefault)
                .misbehaviour();
        Content content = misbehaviour.fails() ? ErrorAnswer.of(misbehaviour.failStatus()) : UploadAnswer.to(request);
        return content.paced(misbehaviour, timer);
    }

    /** @param otherwise the model of a request that names none; null where it must name one */
    private LocalAnswer answer(ProviderRequest request, @Nullable String otherwise) {
        RequestFields fields = RequestFields.of(request.body());
        String given = request.model();
        if (given == null) {
            given = otherwise == null
                    ? fields.requiredText("model")
                    : fields.text("model").orElse(otherwise);
        }
        ModelName model = ModelName.parse(given, byDefault);
        Content content = model.misbehaviour().fails()
                ? ErrorAnswer.of(model.misbehaviour().failStatus())
                : content(request, fields, model.id());
        return content.paced(model.misbehaviour(), timer);
    }

    private static Content content(ProviderRequest request, RequestFields fields, String model) {
        return switch (request.operation()) {
            case EMBEDDINGS -> EmbeddingsAnswer.to(fields, model);
            case IMAGE_GENERATIONS, IMAGE_EDITS -> ImagesAnswer.to(fields);
            case COMPLETIONS -> CompletionAnswer.to(fields, model);
            case SPEECH -> SpeechAnswer.to(fields);
            case MODERATIONS -> ModerationAnswer.to(fields, model);
            case RERANK -> RerankAnswer.to(fields, model);
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
