package dev.caravan.processors.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code {"data":[{"type":"model","id","display_name","created_at","max_input_tokens","max_tokens"}],"has_more","first_id",
 * "last_id"}}, as the Models API in Anthropic's SDKs has it, with its pages: {@code limit}, {@code after_id}, {@code
 * before_id}. What that API says of single capabilities is not known here, so {@code capabilities} and {@code line} are null,
 * which it allows. Without {@code limit} all models are on one page.
 */
final class AnthropicModels implements ModelShape {

    @Override
    public ObjectNode list(List<ListedModel> models, PageQuery query) {
        int size = query.size("limit");
        int start = query.position("after_id", models) + 1;
        int before = query.position("before_id", models);
        int end = before < 0 ? models.size() : Math.max(start, before);
        boolean more = end - start > size;
        if (more && before >= 0) {
            start = end - size;
        } else if (more) {
            end = start + size;
        }
        List<ListedModel> page = models.subList(start, end);

        ObjectNode list = Json.object();
        ArrayNode data = list.putArray("data");
        page.forEach(model -> data.add(one(model)));
        return list.put("has_more", more)
                .put("first_id", page.isEmpty() ? null : page.get(0).id())
                .put(
                        "last_id",
                        page.isEmpty() ? null : page.get(page.size() - 1).id());
    }

    @Override
    public ObjectNode one(ListedModel model) {
        return Json.object()
                .put("type", "model")
                .put("id", model.id())
                .put("display_name", model.title())
                .put("created_at", Instant.ofEpochSecond(model.created()).toString())
                .put("max_input_tokens", known(model.facts().contextWindow()))
                .put("max_tokens", known(model.facts().maxOutput()))
                .putNull("capabilities")
                .putNull("line");
    }

    private static @Nullable Long known(long tokens) {
        return tokens == 0 ? null : tokens;
    }
}
