package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Citations as annotations of a text: {@code url_citation} and OpenAI's citations of files. */
final class Annotations {

    private Annotations() {}

    /** @param annotations an array, or null for none */
    static List<Citation> read(@Nullable JsonNode annotations) {
        List<Citation> citations = new ArrayList<>();
        if (annotations != null) {
            annotations.forEach(annotation -> citations.add(citation(annotation)));
        }
        return citations;
    }

    static Citation citation(JsonNode annotation) {
        JsonNode title = annotation.has("title") ? annotation.get("title") : annotation.path("filename");
        return new Citation(
                ResponsesDialect.NAME,
                annotation.path("url").textValue(),
                title.textValue(),
                null,
                annotation.path("start_index").asInt(-1),
                annotation.path("end_index").asInt(-1),
                annotation);
    }

    /**
     * @param text the text so far: what a citation supports that does not say which part of it
     * @return null when the citation names no address, without which there is no annotation
     */
    static @Nullable JsonNode write(Citation citation, CharSequence text) {
        if (citation.dialect().equals(ResponsesDialect.NAME)) {
            return citation.details();
        }
        if (citation.url() == null) {
            return null;
        }
        return Json.object()
                .put("type", "url_citation")
                .put("start_index", Math.max(0, citation.start()))
                .put("end_index", citation.end() < 0 ? text.length() : citation.end())
                .put("url", citation.url())
                .put("title", citation.title() == null ? "" : citation.title());
    }

    /** Those of the citations that can be written. */
    static ArrayNode write(List<Citation> citations, CharSequence text) {
        ArrayNode annotations = Json.array();
        for (Citation citation : citations) {
            JsonNode annotation = write(citation, text);
            if (annotation != null) {
                annotations.add(annotation);
            }
        }
        return annotations;
    }
}
