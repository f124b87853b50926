package dev.caravan.provider.gemini.embeddings;

import dev.caravan.provider.gemini.wire.ModelName;
import dev.caravan.provider.gemini.wire.ProtoFields;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.embedding.EmbeddingRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a client's batch. The neutral request has one length and one purpose for all texts: those of the first, and where
 * others differ in their length the request cannot be expressed.
 */
final class EmbeddingRequestReader {

    private record Wish(@Nullable Integer dimensions, @Nullable String taskType) {}

    private final Losses losses;

    EmbeddingRequestReader(Losses losses) {
        this.losses = losses;
    }

    EmbeddingRequest read(WireRequest wire) {
        ProtoFields body = ProtoFields.of(wire.body());
        List<ProtoFields> requests = body.objects("requests");
        if (requests.isEmpty()) {
            throw body.missing("requests");
        }
        String model = wire.model();
        List<String> inputs = new ArrayList<>();
        Wish first = null;
        for (ProtoFields request : requests) {
            String named = request.text("model");
            model = model == null && named != null ? ModelName.of(named).id() : model;
            inputs.add(input(request.requiredObject("content")));
            Wish wish = wish(request);
            first = first == null ? wish : first;
            if (!Objects.equals(wish.dimensions(), first.dimensions())) {
                throw request.invalid("outputDimensionality", "all vectors of a call have one length here");
            }
            if (!Objects.equals(wish.taskType(), first.taskType())) {
                losses.add("task_type");
            }
            request.reportUnread("requests.", losses);
        }
        body.ignore("model");
        body.reportUnread("", losses);
        return new EmbeddingRequest(
                model,
                inputs,
                first == null ? null : first.dimensions(),
                false,
                TaskTypes.purpose(first == null ? null : first.taskType(), losses),
                null);
    }

    /** Newer clients put their wishes into {@code embedContentConfig}. */
    private Wish wish(ProtoFields request) {
        Integer dimensions = request.integer("outputDimensionality");
        String taskType = request.word("taskType");
        ProtoFields config = request.object("embedContentConfig");
        if (config != null) {
            dimensions = dimensions == null ? config.integer("outputDimensionality") : dimensions;
            taskType = taskType == null ? config.word("taskType") : taskType;
            config.reportUnread("requests.", losses);
        }
        return new Wish(dimensions, taskType);
    }

    private String input(ProtoFields content) {
        content.ignore("role");
        List<String> texts = new ArrayList<>();
        for (ProtoFields part : content.objects("parts")) {
            if (!part.has("text")) {
                throw GatewayError.badRequest("unsupported_content", "Nothing but text can be embedded here.")
                        .withParam(part.path());
            }
            texts.add(part.requiredText("text"));
            part.reportUnread("requests.content.parts.", losses);
        }
        if (texts.isEmpty()) {
            throw content.missing("parts");
        }
        content.reportUnread("requests.content.", losses);
        return String.join("\n", texts);
    }
}
