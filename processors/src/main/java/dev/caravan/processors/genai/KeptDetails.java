package dev.caravan.processors.genai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the details of a span. Where texts are not to be kept, numbers and flags stay, and those few texts that are
 * names; events lose their attributes.
 */
final class KeptDetails {

    private static final Set<String> NAMES = Set.of(
            "gen_ai.operation.name",
            "gen_ai.provider.name",
            "gen_ai.system",
            "gen_ai.request.model",
            "gen_ai.response.model",
            "gen_ai.response.id",
            "gen_ai.conversation.id",
            "gen_ai.agent.id",
            "gen_ai.agent.name",
            "gen_ai.tool.name",
            "gen_ai.tool.call.id",
            "gen_ai.tool.type",
            "openinference.span.kind",
            "llm.model_name",
            "llm.provider",
            "llm.system",
            "embedding.model_name",
            "tool.name",
            "agent.name",
            "session.id",
            "user.id",
            "error.type",
            "server.address",
            "service.name",
            "service.version",
            "deployment.environment.name",
            "telemetry.sdk.name",
            "telemetry.sdk.language");

    private final boolean texts;

    KeptDetails(boolean texts) {
        this.texts = texts;
    }

    boolean texts() {
        return texts;
    }

    /** @param said the conversation of a call of a model; null for another span */
    ObjectNode of(ObjectNode details, Attributes span, @Nullable Conversation said) {
        if (!texts) {
            return withoutTexts(details);
        }
        put(details, "input", span, "input.value", "gen_ai.input.messages", "gen_ai.tool.call.arguments");
        put(details, "output", span, "output.value", "gen_ai.output.messages", "gen_ai.tool.call.result");
        if (said != null && said.prompt() != null && !details.has("input")) {
            details.put("input", said.prompt());
        }
        if (said != null && said.completion() != null && !details.has("output")) {
            details.put("output", said.completion());
        }
        return details;
    }

    /** Where the reporter gives no plain input or output, an attribute is. */
    private static void put(ObjectNode details, String name, Attributes span, String... attributes) {
        if (!details.has(name)) {
            JsonNode value = span.any(attributes);
            if (value != null) {
                details.set(name, value);
            }
        }
    }

    private static ObjectNode withoutTexts(ObjectNode details) {
        ObjectNode kept = Json.object();
        for (String name : new String[] {"attributes", "resource", "scope"}) {
            if (details.get(name) instanceof ObjectNode attributes) {
                kept.set(name, withoutOthers(attributes, name.equals("scope")));
            }
        }
        if (details.has("error_type")) {
            kept.set("error_type", details.get("error_type"));
        }
        if (details.get("events") instanceof ArrayNode events) {
            ArrayNode bare = kept.putArray("events");
            events.forEach(event -> bare.addObject()
                    .put("name", event.path("name").asText())
                    .put("time", event.path("time").asText()));
        }
        return kept;
    }

    private static ObjectNode withoutOthers(ObjectNode attributes, boolean areNames) {
        ObjectNode kept = Json.object();
        attributes.properties().forEach(attribute -> {
            JsonNode value = attribute.getValue();
            boolean name = value.isTextual() && (areNames || NAMES.contains(attribute.getKey()));
            if (value.isNumber() || value.isBoolean() || name) {
                kept.set(attribute.getKey(), value);
            }
        });
        return kept;
    }
}
