package dev.caravan.provider.echo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.ModelInfo;
import java.util.List;

/** The models that echo lists: one for chat, one for embeddings, one for images. Any other name does the same. */
final class EchoModels {

    /** When everything here was made: the start of 2025, in seconds since the epoch. */
    static final long CREATED = 1_735_689_600L;

    static final List<ModelInfo> ALL = List.of(model("echo-1"), model("echo-embed"), model("echo-image"));

    private EchoModels() {}

    /** The answer of {@code GET /v1/models}, in the format of OpenAI's API reference. */
    static Content list() {
        ObjectNode answer = Json.object().put("object", "list");
        ArrayNode data = answer.putArray("data");
        ALL.forEach(model -> data.addObject()
                .put("id", model.id())
                .put("object", "model")
                .put("created", model.created())
                .put("owned_by", model.ownedBy()));
        return Content.json(answer);
    }

    private static ModelInfo model(String id) {
        return new ModelInfo(id, CREATED, "caravan");
    }
}
