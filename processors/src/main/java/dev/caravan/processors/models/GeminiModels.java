package dev.caravan.processors.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.pricing.Capability;
import dev.caravan.processors.pricing.ModelMode;
import dev.caravan.spi.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code {"models":[{"name":"models/x","displayName","inputTokenLimit","outputTokenLimit","supportedGenerationMethods"}],
 * "nextPageToken"}}, as the reference of the Gemini API has it (ai.google.dev/api/models), with its pages: {@code pageSize},
 * {@code pageToken}. Limits that are unknown are left out. Without {@code pageSize} all models are on one page.
 */
final class GeminiModels implements ModelShape {

    private static final List<String> CHAT = List.of("generateContent", "streamGenerateContent");
    private static final List<String> EMBEDDING = List.of("embedContent", "batchEmbedContents");

    /** A page's token is the id of the last model before it. */
    @Override
    public ObjectNode list(List<ListedModel> models, PageQuery query) {
        int size = query.size("pageSize");
        int start = query.position("pageToken", models) + 1;
        boolean more = models.size() - start > size;
        int end = more ? start + size : models.size();

        ObjectNode list = Json.object();
        ArrayNode page = list.putArray("models");
        models.subList(start, end).forEach(model -> page.add(one(model)));
        if (more) {
            list.put("nextPageToken", models.get(end - 1).id());
        }
        return list;
    }

    @Override
    public ObjectNode one(ListedModel model) {
        ObjectNode json = Json.object()
                .put("name", "models/" + model.id())
                .put("baseModelId", model.id())
                .put("displayName", model.title());
        if (model.facts().contextWindow() > 0) {
            json.put("inputTokenLimit", model.facts().contextWindow());
        }
        if (model.facts().maxOutput() > 0) {
            json.put("outputTokenLimit", model.facts().maxOutput());
        }
        ArrayNode methods = json.putArray("supportedGenerationMethods");
        methods(model.facts().mode()).forEach(methods::add);
        if (model.facts().capabilities().contains(Capability.REASONING)) {
            json.put("thinking", true);
        }
        return json;
    }

    /** Most models chat: also one of which nothing is known counts as one that does. */
    private static List<String> methods(@Nullable ModelMode mode) {
        if (mode == null || mode == ModelMode.CHAT) {
            return CHAT;
        }
        return mode == ModelMode.EMBEDDING ? EMBEDDING : List.of();
    }
}
