package dev.caravan.processors.models;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.pricing.Capability;
import dev.caravan.processors.pricing.ModelFacts;
import dev.caravan.processors.pricing.Prices;
import dev.caravan.spi.wire.Json;
import java.util.List;

/**
 * {@code {"object":"list","data":[{"id","object":"model","created","owned_by"}]}}, as OpenAI's API reference has it. What is
 * known beyond that stands in fields of the gateway's own: {@code context_window}, {@code max_output_tokens}, {@code mode},
 * {@code capabilities}, {@code pricing}.
 */
final class OpenAiModels implements ModelShape {

    @Override
    public ObjectNode list(List<ListedModel> models, PageQuery query) {
        ObjectNode list = Json.object().put("object", "list");
        ArrayNode data = list.putArray("data");
        models.forEach(model -> data.add(one(model)));
        return list;
    }

    @Override
    public ObjectNode one(ListedModel model) {
        ObjectNode json = Json.object()
                .put("id", model.id())
                .put("object", "model")
                .put("created", model.created())
                .put("owned_by", model.ownedBy());
        ModelFacts facts = model.facts();
        if (facts.contextWindow() > 0) {
            json.put("context_window", facts.contextWindow());
        }
        if (facts.maxOutput() > 0) {
            json.put("max_output_tokens", facts.maxOutput());
        }
        if (facts.mode() != null) {
            json.put("mode", facts.mode().word());
        }
        if (!facts.capabilities().isEmpty()) {
            ArrayNode capabilities = json.putArray("capabilities");
            facts.capabilities().stream().map(Capability::word).forEach(capabilities::add);
        }
        Prices prices = facts.prices();
        if (prices != null && !prices.isEmpty()) {
            json.set("pricing", PricingJson.of(prices));
        }
        return json;
    }
}
