package dev.caravan.provider.mistral.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.DataUrl;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.List;

/** Reads a message's content: a string or a list of chunks. */
final class ContentReader {

    private static final String FIELD = "content";

    private final Losses losses;

    ContentReader(Losses losses) {
        this.losses = losses;
    }

    List<Part> read(Fields message) {
        JsonNode content = message.any(FIELD);
        if (content == null) {
            return List.of();
        }
        if (content.isTextual()) {
            return content.textValue().isEmpty() ? List.of() : List.of(new Part.Text(content.textValue()));
        }
        if (!content.isArray()) {
            throw message.wrong(FIELD, "a string or an array of chunks", content);
        }
        List<Part> parts = new ArrayList<>();
        for (Fields chunk : message.objects(FIELD)) {
            parts.add(part(chunk));
        }
        return parts;
    }

    private Part part(Fields chunk) {
        String type = chunk.requiredText("type");
        Part read =
                switch (type) {
                    case "text" -> new Part.Text(chunk.requiredText("text"));
                    case "image_url" -> image(chunk);
                    case "document_url" -> document(chunk);
                    case "file" -> new Part.Document(new MediaSource.StoredFile(chunk.requiredText("file_id")), null);
                    case "input_audio" -> audio(chunk);
                    case ThinkingChunk.TYPE -> thinking(chunk);
                    case "reference", "tool_reference" -> {
                        chunk.json().fieldNames().forEachRemaining(chunk::ignore);
                        yield new Part.Opaque(MistralChatDialect.NAME, type, chunk.json());
                    }
                    default ->
                        throw chunk.invalid(
                                "type",
                                "expected 'text', 'image_url', 'document_url', 'file', 'input_audio', 'thinking'"
                                        + " or 'reference'");
                };
        chunk.reportUnread("messages.content.", losses);
        return read;
    }

    private static Part image(Fields chunk) {
        JsonNode image = chunk.any("image_url");
        if (image != null && image.isTextual()) {
            return new Part.Image(DataUrl.source(image.textValue()));
        }
        Fields detailed = chunk.requiredObject("image_url");
        return new Part.Image(DataUrl.source(detailed.requiredText("url")), detailed.text("detail"), null);
    }

    private static Part document(Fields chunk) {
        return new Part.Document(DataUrl.source(chunk.requiredText("document_url")), chunk.text("document_name"));
    }

    /** A text, or OpenAI's object, which Mistral takes as well. */
    private static Part audio(Fields chunk) {
        JsonNode audio = chunk.any("input_audio");
        if (audio != null && audio.isObject()) {
            Fields detailed = chunk.requiredObject("input_audio");
            String format = detailed.text("format");
            return new Part.Audio(
                    new MediaSource.Inline(format == null ? null : "audio/" + format, detailed.requiredText("data")),
                    format);
        }
        return Sound.read(chunk.requiredText("input_audio"));
    }

    private Part thinking(Fields chunk) {
        if (!chunk.has(ThinkingChunk.TYPE)) {
            throw chunk.missing(ThinkingChunk.TYPE);
        }
        if (Boolean.FALSE.equals(chunk.flag("closed"))) {
            losses.add("messages.content.closed");
        }
        chunk.ignore(ThinkingChunk.TYPE);
        chunk.text("signature");
        return ThinkingChunk.read(chunk.json());
    }
}
