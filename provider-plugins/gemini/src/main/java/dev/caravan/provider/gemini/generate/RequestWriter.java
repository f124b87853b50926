package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Json;

/** Writes a request for a provider. The model and the wish for a stream are in the path, not in the body. */
final class RequestWriter {

    private final Losses losses;

    RequestWriter(Losses losses) {
        this.losses = losses;
    }

    WireRequest write(ChatRequest request) {
        ObjectNode body = Json.object();
        new ContentWriter(request, losses).into(body);
        new ToolsWriter(losses).into(body, request);
        new ConfigWriter(losses).into(body, request);
        serviceTier(body, request);
        if (request.user() != null) {
            losses.add("user");
        }
        if (!request.metadata().isEmpty()) {
            // Vertex AI has labels; the Gemini API refuses a request with them.
            losses.add("metadata");
        }
        return new WireRequest(request.model(), request.stream(), body);
    }

    private void serviceTier(ObjectNode body, ChatRequest request) {
        String tier = request.serviceTier();
        if (tier == null) {
            return;
        }
        switch (tier) {
            case "auto", "default" -> {
                // What Gemini does unasked.
            }
            case "standard", "flex", "priority" -> body.put("serviceTier", tier);
            default -> losses.add("service_tier");
        }
    }
}
