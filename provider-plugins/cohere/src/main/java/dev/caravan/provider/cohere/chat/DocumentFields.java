package dev.caravan.provider.cohere.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cohere's documents, {@code {"id","data":{…}}}: words of the client's own by name. One that has just a title and a text is
 * read as such; any other as JSON, so that no word is lost.
 */
final class DocumentFields {

    private static final Set<String> TEXTS = Set.of("text", "snippet");

    private DocumentFields() {}

    /**
     * @param cited whether the answer is to cite from it
     * @param name of the loss when the document has an id, to which no other dialect's citations refer
     */
    static Part.Document read(Fields document, boolean cited, String name, Losses losses) {
        if (document.text("id") != null) {
            losses.add(name + ".id");
        }
        ObjectNode data = document.requiredObject("data").json();
        document.reportUnread(name + ".", losses);
        String text = onlyText(data);
        return text == null
                ? document(Json.text(data), null, cited)
                : document(text, data.path("title").textValue(), cited);
    }

    /** A document that is just a text. */
    private static Part.Document document(String text, @Nullable String title, boolean cited) {
        return new Part.Document(new MediaSource.PlainText(text), title, null, cited, null);
    }

    private static @Nullable String onlyText(ObjectNode data) {
        String text = null;
        for (Map.Entry<String, JsonNode> field : data.properties()) {
            if (!field.getValue().isTextual()) {
                return null;
            }
            if (TEXTS.contains(field.getKey()) && text == null) {
                text = field.getValue().textValue();
            } else if (!field.getKey().equals("title")) {
                return null;
            }
        }
        return text;
    }

    /** The object {@code document}. */
    static ObjectNode write(Part.Document document, MediaSource.PlainText plain) {
        ObjectNode written = Json.object();
        written.set("data", data(document, plain.text()));
        return written;
    }

    private static ObjectNode data(Part.Document document, String text) {
        if (document.name() == null && document.context() == null) {
            JsonNode parsed = text.startsWith("{") ? Json.parse(text) : null;
            return parsed instanceof ObjectNode words && !words.isEmpty()
                    ? words
                    : Json.object().put("text", text);
        }
        ObjectNode data = Json.object();
        if (document.name() != null) {
            data.put("title", document.name());
        }
        if (document.context() != null) {
            data.put("context", document.context());
        }
        return data.put("snippet", text);
    }
}
