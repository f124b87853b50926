package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.provider.gemini.wire.ProtoFields;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.WireRequest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a client's request. */
final class RequestReader {

    private final Losses losses;

    RequestReader(Losses losses) {
        this.losses = losses;
    }

    ChatRequest read(WireRequest wire) {
        ProtoFields request = ProtoFields.of(wire.body());
        String named = request.text("model");
        ToolsReader tools = new ToolsReader(losses);
        ChatRequest.Builder read =
                ChatRequest.of(wire.model() == null ? named : wire.model(), new ContentReader(losses).messages(request))
                        .stream(wire.stream())
                        .streamUsage(true)
                        .tools(tools.tools(request))
                        .toolChoice(tools.choice(request))
                        .serviceTier(serviceTier(request))
                        .metadata(labels(request));
        ProtoFields config = request.object("generationConfig");
        if (config != null) {
            new ConfigReader(config, losses).into(read);
        }
        ignoreEmpty(request, "safetySettings");
        request.reportUnread("", losses);
        return read.build();
    }

    private static @Nullable String serviceTier(ProtoFields request) {
        String tier = request.word("serviceTier");
        return tier == null || tier.endsWith("UNSPECIFIED") ? null : tier.toLowerCase(Locale.ROOT);
    }

    /** Vertex AI's words of the client's own. */
    private static Map<String, String> labels(ProtoFields request) {
        Map<String, String> labels = new LinkedHashMap<>();
        ProtoFields object = request.object("labels");
        if (object != null) {
            for (Map.Entry<String, JsonNode> label : object.json().properties()) {
                if (!label.getValue().isTextual()) {
                    throw object.wrong(label.getKey(), "a string", label.getValue());
                }
                labels.put(label.getKey(), label.getValue().textValue());
            }
        }
        return labels;
    }

    private static void ignoreEmpty(ProtoFields request, String field) {
        JsonNode value = request.json().path(field);
        if (value.isArray() && value.isEmpty()) {
            request.ignore(field);
        }
    }
}
