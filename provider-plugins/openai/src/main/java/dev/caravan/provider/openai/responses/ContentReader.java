package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.DataUrl;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the content of a message or the output of a function call: a text, or a list of typed parts. */
final class ContentReader {

    private final Losses losses;

    ContentReader(Losses losses) {
        this.losses = losses;
    }

    List<Part> read(Fields item, String field) {
        JsonNode content = item.any(field);
        if (content == null) {
            throw item.missing(field);
        }
        if (content.isTextual()) {
            return List.of(new Part.Text(content.textValue()));
        }
        if (!content.isArray()) {
            throw item.wrong(field, "a string or an array of content parts", content);
        }
        List<Part> parts = new ArrayList<>();
        for (Fields part : item.objects(field)) {
            parts.add(part(part));
        }
        return parts;
    }

    private Part part(Fields part) {
        String type = part.requiredText("type");
        Part read =
                switch (type) {
                    case "input_text", "output_text" ->
                        new Part.Text(
                                part.requiredText("text"), Annotations.read(part.any("annotations")), cacheHint(part));
                    case "refusal" -> new Part.Refusal(part.requiredText("refusal"));
                    case "input_image" -> new Part.Image(image(part), part.text("detail"), cacheHint(part));
                    case "input_file" ->
                        new Part.Document(file(part), part.text("filename"), null, false, cacheHint(part));
                    case "input_audio" -> audio(part.requiredObject("input_audio"));
                    default -> null;
                };
        if (read == null) {
            return new Part.Opaque(ResponsesDialect.NAME, type, part.json());
        }
        part.ignore("logprobs");
        if (type.equals("input_file")
                && "auto".equals(part.json().path("detail").textValue())) {
            part.ignore("detail");
        }
        part.reportUnread("input.content.", losses);
        return read;
    }

    /** A mark of where a cached prefix ends; its time to live is the whole request's. */
    private static @Nullable CacheHint cacheHint(Fields part) {
        return part.object("prompt_cache_breakpoint") == null ? null : new CacheHint(null);
    }

    private static MediaSource image(Fields part) {
        String url = part.text("image_url");
        if (url != null) {
            return DataUrl.isDataUrl(url) ? bytes(url, part, "image_url") : new MediaSource.Url(url, null);
        }
        String id = part.text("file_id");
        if (id != null) {
            return new MediaSource.StoredFile(id);
        }
        throw part.missing("image_url");
    }

    private static MediaSource file(Fields part) {
        String data = part.text("file_data");
        if (data != null) {
            return DataUrl.isDataUrl(data) ? bytes(data, part, "file_data") : new MediaSource.Inline(null, data);
        }
        String url = part.text("file_url");
        if (url != null) {
            return new MediaSource.Url(url, null);
        }
        String id = part.text("file_id");
        if (id != null) {
            return new MediaSource.StoredFile(id);
        }
        throw part.missing("file_data");
    }

    private static MediaSource bytes(String dataUrl, Fields part, String field) {
        MediaSource.Inline bytes = DataUrl.base64(dataUrl);
        if (bytes == null) {
            throw part.invalid(field, "a data URL has to be of the form data:<media type>;base64,<data>");
        }
        return bytes;
    }

    private static Part audio(Fields audio) {
        String format = audio.requiredText("format");
        String mediaType = format.equals("mp3") ? "audio/mpeg" : "audio/" + format;
        return new Part.Audio(new MediaSource.Inline(mediaType, audio.requiredText("data")), format);
    }
}
