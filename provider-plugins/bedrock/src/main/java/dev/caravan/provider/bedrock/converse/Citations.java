package dev.caravan.provider.bedrock.converse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** Bedrock's {@code Citation} and {@code CitationsDelta}, which have the same fields. */
final class Citations {

    private Citations() {}

    /**
     * @param start where in the text the statement begins that it supports, or -1
     * @param end where it ends, or -1
     */
    static Citation read(Fields citation, int start, int end) {
        StringBuilder quote = new StringBuilder();
        for (Fields content : citation.objects("sourceContent")) {
            String text = content.text("text");
            quote.append(text == null ? "" : text);
        }
        return new Citation(
                ConverseDialect.NAME,
                url(citation),
                citation.text("title"),
                quote.isEmpty() ? null : quote.toString(),
                start,
                end,
                citation.json());
    }

    /** The citation as Bedrock writes it: its own as it came, another dialect's from what is neutral in it. */
    static JsonNode write(Citation citation) {
        if (citation.dialect().equals(ConverseDialect.NAME)) {
            return citation.details();
        }
        ObjectNode written = Json.object();
        if (citation.title() != null) {
            written.put("title", citation.title());
        }
        if (citation.quote() != null) {
            written.putArray("sourceContent").addObject().put("text", citation.quote());
        }
        if (citation.url() != null) {
            written.put("source", citation.url());
            written.putObject("location").putObject("web").put("url", citation.url());
        }
        return written;
    }

    private static @Nullable String url(Fields citation) {
        Fields location = citation.object("location");
        Fields web = location == null ? null : location.object("web");
        String url = web == null ? null : web.text("url");
        String source = citation.text("source");
        return url != null || source == null || !source.startsWith("http") ? url : source;
    }
}
