package dev.caravan.provider.echo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * An answer of {@code POST /v1/rerank} and {@code /v2/rerank}: a document is as relevant as it has words of the query. Source of
 * the format: <a href="https://docs.cohere.com/reference/rerank">Cohere's API reference, Rerank</a>.
 */
final class RerankAnswer {

    private static final int MOST_DOCUMENTS = 10_000;

    private record Ranked(int index, JsonNode document, double relevance) {}

    private RerankAnswer() {}

    /** @throws GatewayError 400 when the request is malformed */
    static Content to(RequestFields request, String model) {
        Set<String> query = words(request.requiredText("query"));
        JsonNode documents = request.any("documents").orElseThrow(() -> request.missing("documents"));
        if (!documents.isArray()) {
            throw request.wrongType("documents", "an array", documents);
        }
        if (documents.isEmpty()) {
            throw request.emptyArray("documents");
        }
        int top = request.integer("top_n", 1, MOST_DOCUMENTS).orElse(documents.size());
        boolean returned = request.flag("return_documents").orElse(false);

        ObjectNode answer = Json.object()
                .put("id", Fingerprint.of(documents.toString()).hex(32))
                .put("model", model);
        ArrayNode results = answer.putArray("results");
        for (Ranked ranked : ranked(documents, query).subList(0, Math.min(top, documents.size()))) {
            ObjectNode result =
                    results.addObject().put("index", ranked.index()).put("relevance_score", ranked.relevance());
            if (returned) {
                result.putObject("document").put("text", text(ranked.document()));
            }
        }
        ObjectNode meta = answer.putObject("meta");
        meta.putObject("api_version").put("version", "2");
        meta.putObject("billed_units").put("search_units", 1);
        return Content.json(answer);
    }

    private static List<Ranked> ranked(JsonNode documents, Set<String> query) {
        List<Ranked> ranked = new ArrayList<>();
        for (JsonNode document : documents) {
            Set<String> words = words(text(document));
            long shared = query.stream().filter(words::contains).count();
            ranked.add(new Ranked(ranked.size(), document, query.isEmpty() ? 0 : (double) shared / query.size()));
        }
        ranked.sort(Comparator.comparingDouble(Ranked::relevance).reversed());
        return ranked;
    }

    private static String text(JsonNode document) {
        return document.isTextual()
                ? document.textValue()
                : document.path("text").asText("");
    }

    private static Set<String> words(String text) {
        String[] words = text.toLowerCase(Locale.ROOT).split("\\W+");
        Set<String> distinct = new HashSet<>(List.of(words));
        distinct.remove("");
        return distinct;
    }
}
