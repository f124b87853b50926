package dev.caravan.provider.openai.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** The entries of {@code annotations}: citations of web pages. */
final class CitationFields {

    private CitationFields() {}

    static Citation read(JsonNode annotation) {
        JsonNode cited = annotation.path("url_citation");
        return new Citation(
                OpenAiChatDialect.NAME,
                text(cited, "url"),
                text(cited, "title"),
                null,
                cited.path("start_index").asInt(-1),
                cited.path("end_index").asInt(-1),
                annotation);
    }

    /** Null when the citation names no address, without which it cannot be written. */
    static @Nullable ObjectNode write(Citation citation) {
        if (citation.dialect().equals(OpenAiChatDialect.NAME) && citation.details() instanceof ObjectNode own) {
            return own;
        }
        if (citation.url() == null) {
            return null;
        }
        ObjectNode annotation = Json.object().put("type", "url_citation");
        annotation
                .putObject("url_citation")
                .put("url", citation.url())
                .put("title", citation.title() == null ? citation.url() : citation.title())
                .put("start_index", Math.max(0, citation.start()))
                .put("end_index", Math.max(0, citation.end()));
        return annotation;
    }

    private static @Nullable String text(JsonNode object, String field) {
        JsonNode value = object.get(field);
        return value == null || !value.isTextual() ? null : value.textValue();
    }
}
