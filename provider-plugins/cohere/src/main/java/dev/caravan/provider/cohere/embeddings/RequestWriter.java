package dev.caravan.provider.cohere.embeddings;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.embedding.EmbeddingRequest;
import dev.caravan.spi.wire.Json;
import java.util.Set;

/** Writes one request. */
final class RequestWriter {

    private static final Set<String> PURPOSES =
            Set.of("search_document", "search_query", "classification", "clustering");

    /** What most embeddings are for; Cohere wants to know. */
    private static final String USUAL_PURPOSE = "search_document";

    private RequestWriter() {}

    static WireRequest write(EmbeddingRequest request, Losses losses) {
        ObjectNode body = Json.object();
        if (request.model() != null) {
            body.put("model", request.model());
        }
        ArrayNode texts = body.putArray("texts");
        request.inputs().forEach(texts::add);
        String purpose = request.purpose();
        boolean known = purpose != null && PURPOSES.contains(purpose);
        if (purpose != null && !known) {
            losses.add("input_type");
        }
        body.put("input_type", known ? purpose : USUAL_PURPOSE);
        body.putArray("embedding_types").add("float");
        if (request.dimensions() != null) {
            body.put("output_dimension", request.dimensions());
        }
        if (request.user() != null) {
            losses.add("user");
        }
        return new WireRequest(request.model(), false, body);
    }
}
