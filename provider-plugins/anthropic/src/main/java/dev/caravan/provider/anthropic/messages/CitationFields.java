package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Citations of a text block. They support the whole block, so that no positions within it are known. Source: <a
 * href="https://platform.claude.com/docs/en/build-with-claude/citations">Citations</a>.
 */
final class CitationFields {

    private CitationFields() {}

    static List<Citation> read(Fields text) {
        List<Citation> citations = new ArrayList<>();
        for (Fields citation : text.objects("citations")) {
            citations.add(read(citation.json()));
        }
        return citations;
    }

    static Citation read(JsonNode citation) {
        String url = text(citation, "url");
        String title = text(citation, "title");
        return new Citation(
                AnthropicMessagesDialect.NAME,
                url == null ? text(citation, "source") : url,
                title == null ? text(citation, "document_title") : title,
                text(citation, "cited_text"),
                -1,
                -1,
                citation);
    }

    /** As it was when it is Anthropic's; another's as a search result, when it has an address; else null. */
    static @Nullable JsonNode write(Citation citation) {
        if (citation.dialect().equals(AnthropicMessagesDialect.NAME)) {
            return citation.details();
        }
        if (citation.url() == null) {
            return null;
        }
        ObjectNode written = Json.object().put("type", "web_search_result_location");
        return written.put("cited_text", citation.quote() == null ? "" : citation.quote())
                .put("url", citation.url())
                .put("title", citation.title())
                .put("encrypted_index", "");
    }

    private static @Nullable String text(JsonNode citation, String field) {
        JsonNode value = citation.get(field);
        return value == null || !value.isTextual() ? null : value.textValue();
    }
}
