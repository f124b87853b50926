package dev.caravan.provider.cohere.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** The entries of {@code citations}, {@code {"start","end","text","sources","content_index","type"}}. */
final class CitationFields {

    private static final String TEXT = "TEXT_CONTENT";
    private static final String THOUGHTS = "THINKING_CONTENT";
    private static final String PLAN = "PLAN";

    private CitationFields() {}

    static Citation read(JsonNode citation) {
        JsonNode document = citation.path("sources").path(0).path("document");
        return new Citation(
                CohereChatDialect.NAME,
                document.path("url").textValue(),
                document.path("title").textValue(),
                document.path("snippet").textValue(),
                citation.path("start").asInt(-1),
                citation.path("end").asInt(-1),
                citation);
    }

    static boolean isOfPlan(JsonNode citation) {
        return PLAN.equals(citation.path("type").textValue());
    }

    static boolean isOfThoughts(JsonNode citation) {
        return THOUGHTS.equals(citation.path("type").textValue());
    }

    /**
     * Writes a citation of a text.
     *
     * @param contentIndex the text's place in the content, or null when it is the tool plan
     */
    static ObjectNode write(Citation citation, @Nullable Integer contentIndex) {
        ObjectNode written =
                citation.dialect().equals(CohereChatDialect.NAME) && citation.details() instanceof ObjectNode own
                        ? own.deepCopy()
                        : translated(citation);
        if (contentIndex == null) {
            written.remove("content_index");
            return written.put("type", PLAN);
        }
        return written.put("content_index", contentIndex).put("type", TEXT);
    }

    private static ObjectNode translated(Citation citation) {
        ObjectNode written = Json.object();
        if (citation.start() >= 0 && citation.end() >= 0) {
            written.put("start", citation.start()).put("end", citation.end());
        }
        ObjectNode source = written.putArray("sources").addObject().put("type", "document");
        String id = citation.url() == null ? citation.title() : citation.url();
        ObjectNode document = Json.object();
        put(source, "id", id);
        put(document, "id", id);
        put(document, "title", citation.title());
        put(document, "url", citation.url());
        put(document, "snippet", citation.quote());
        source.set("document", document);
        return written;
    }

    private static void put(ObjectNode object, String field, @Nullable String value) {
        if (value != null) {
            object.put(field, value);
        }
    }
}
