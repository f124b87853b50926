package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the citations of one candidate and writes them as {@code groundingMetadata} and {@code citationMetadata}. */
final class GroundingWriter {

    private record Place(int part, int start, int end, @Nullable String quote) {}

    private final List<JsonNode> chunks = new ArrayList<>();
    private final Map<Place, ObjectNode> supports = new LinkedHashMap<>();
    private final ArrayNode sources = Json.array();

    /**
     * @param part the index of the part within the candidate's content
     * @param text the text of that part, as far as it is known
     */
    void add(int part, String text, Citation citation) {
        if (citation.dialect().equals(GeminiDialect.NAME) && isSource(citation.details())) {
            sources.add(citation.details());
            return;
        }
        JsonNode chunk = chunk(citation);
        int index = chunks.indexOf(chunk);
        if (index < 0) {
            index = chunks.size();
            chunks.add(chunk);
        }
        Place place = new Place(part, citation.start(), citation.end(), citation.quote());
        ObjectNode support = supports.computeIfAbsent(place, unused -> support(place, text));
        if (support.get("groundingChunkIndices") instanceof ArrayNode indices) {
            indices.add(index);
        }
    }

    void into(ObjectNode candidate) {
        if (!sources.isEmpty()) {
            candidate.putObject("citationMetadata").set("citationSources", sources);
        }
        if (!chunks.isEmpty()) {
            ObjectNode metadata = candidate.putObject("groundingMetadata");
            metadata.putArray("groundingChunks").addAll(chunks);
            metadata.putArray("groundingSupports").addAll(supports.values());
        }
    }

    private static boolean isSource(JsonNode details) {
        return details.has("uri") || details.has("startIndex") || details.has("endIndex") || details.has("license");
    }

    private static JsonNode chunk(Citation citation) {
        if (citation.dialect().equals(GeminiDialect.NAME)) {
            return citation.details();
        }
        ObjectNode chunk = Json.object();
        if (citation.url() != null) {
            ObjectNode web = chunk.putObject("web").put("uri", citation.url());
            return citation.title() == null ? chunk : put(chunk, web, "title", citation.title());
        }
        ObjectNode context = chunk.putObject("retrievedContext");
        if (citation.title() != null) {
            context.put("title", citation.title());
        }
        return citation.quote() == null ? chunk : put(chunk, context, "text", citation.quote());
    }

    private static JsonNode put(ObjectNode chunk, ObjectNode source, String field, String value) {
        source.put(field, value);
        return chunk;
    }

    private static ObjectNode support(Place place, String text) {
        ObjectNode support = Json.object();
        ObjectNode segment = support.putObject("segment").put("partIndex", place.part());
        boolean placed = place.start() >= 0 && place.end() >= place.start() && place.end() <= text.length();
        if (placed) {
            segment.put("startIndex", Utf8Offsets.byteAt(text, place.start()))
                    .put("endIndex", Utf8Offsets.byteAt(text, place.end()))
                    .put("text", text.substring(place.start(), place.end()));
        } else if (place.quote() != null) {
            segment.put("text", place.quote());
        }
        support.putArray("groundingChunkIndices");
        return support;
    }
}
