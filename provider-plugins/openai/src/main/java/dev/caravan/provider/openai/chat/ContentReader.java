package dev.caravan.provider.openai.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.DataUrl;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.List;

/** Reads a message's content: a string or a list of parts. */
final class ContentReader {

    private final Losses losses;

    ContentReader(Losses losses) {
        this.losses = losses;
    }

    List<Part> read(Fields message, String field) {
        JsonNode content = message.any(field);
        if (content == null) {
            return List.of();
        }
        if (content.isTextual()) {
            return List.of(new Part.Text(content.textValue()));
        }
        if (!content.isArray()) {
            throw message.wrong(field, "a string or an array of parts", content);
        }
        List<Part> parts = new ArrayList<>();
        for (Fields part : message.objects(field)) {
            parts.add(part(part));
        }
        return parts;
    }

    private Part part(Fields part) {
        String type = part.requiredText("type");
        Part read =
                switch (type) {
                    case "text" -> new Part.Text(part.requiredText("text"), List.of(), ToolsReader.cache(part));
                    case "refusal" -> new Part.Refusal(part.requiredText("refusal"));
                    case "image_url" -> image(part);
                    case "input_audio" -> audio(part.requiredObject("input_audio"));
                    case "file" -> file(part);
                    default ->
                        throw part.invalid("type", "expected 'text', 'image_url', 'input_audio', 'file' or 'refusal'");
                };
        part.reportUnread("messages.content.", losses);
        return read;
    }

    private static Part image(Fields part) {
        Fields image = part.requiredObject("image_url");
        return new Part.Image(DataUrl.source(image.requiredText("url")), image.text("detail"), ToolsReader.cache(part));
    }

    private static Part audio(Fields audio) {
        String format = audio.requiredText("format");
        return new Part.Audio(new MediaSource.Inline("audio/" + format, audio.requiredText("data")), format);
    }

    private static Part file(Fields part) {
        Fields file = part.requiredObject("file");
        String name = file.text("filename");
        String data = file.text("file_data");
        MediaSource source = data == null
                ? new MediaSource.StoredFile(file.requiredText("file_id"))
                : DataUrl.isDataUrl(data) ? DataUrl.source(data) : new MediaSource.Inline(null, data);
        return new Part.Document(source, name, null, false, ToolsReader.cache(part));
    }
}
