package dev.caravan.provider.openai.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.DataUrl;
import dev.caravan.spi.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes a message's content: a string where one text is all there is, as servers that know no parts want it. */
final class ContentWriter {

    private final Losses losses;

    ContentWriter(Losses losses) {
        this.losses = losses;
    }

    JsonNode write(List<Part> parts) {
        if (parts.isEmpty()) {
            return TextNode.valueOf("");
        }
        if (parts.size() == 1 && parts.get(0) instanceof Part.Text text) {
            cache(text.cache());
            citations(text);
            return TextNode.valueOf(text.text());
        }
        return parts(parts);
    }

    ArrayNode parts(List<Part> parts) {
        ArrayNode written = Json.array();
        for (Part part : parts) {
            ObjectNode json = part(part);
            if (json != null) {
                written.add(json);
            }
        }
        return written;
    }

    private @Nullable ObjectNode part(Part part) {
        if (part instanceof Part.Text text) {
            cache(text.cache());
            citations(text);
            return text(text.text());
        }
        if (part instanceof Part.Refusal refusal) {
            return Json.object().put("type", "refusal").put("refusal", refusal.text());
        }
        if (part instanceof Part.Image image) {
            return image(image);
        }
        if (part instanceof Part.Document document) {
            return document(document);
        }
        if (part instanceof Part.Audio audio) {
            return audio(audio);
        }
        if (part instanceof Part.Video) {
            throw unsupported("video", "Video input cannot be sent to this provider.");
        }
        if (part instanceof Part.Opaque opaque) {
            losses.add("messages.content." + opaque.type());
        }
        return null;
    }

    private static ObjectNode text(String text) {
        return Json.object().put("type", "text").put("text", text);
    }

    private ObjectNode image(Part.Image image) {
        cache(image.cache());
        String url;
        if (image.source() instanceof MediaSource.Inline inline) {
            url = DataUrl.of(inline, "image/png");
        } else if (image.source() instanceof MediaSource.Url address) {
            url = address.url();
        } else {
            throw unsupported(
                    "image", "An image stored at another provider cannot be sent to this one: send its bytes.");
        }
        ObjectNode written = Json.object().put("type", "image_url");
        ObjectNode where = written.putObject("image_url").put("url", url);
        if (image.detail() != null) {
            where.put("detail", image.detail());
        }
        return written;
    }

    private ObjectNode document(Part.Document document) {
        cache(document.cache());
        if (document.context() != null) {
            losses.add("messages.content.document.context");
        }
        if (document.citations()) {
            losses.add("messages.content.document.citations");
        }
        if (document.source() instanceof MediaSource.PlainText plain) {
            if (document.name() != null) {
                losses.add("messages.content.document.title");
            }
            return text(plain.text());
        }
        ObjectNode written = Json.object().put("type", "file");
        ObjectNode file = written.putObject("file");
        if (document.source() instanceof MediaSource.Inline inline) {
            file.put("filename", document.name() == null ? "document.pdf" : document.name());
            file.put("file_data", DataUrl.of(inline, "application/pdf"));
        } else if (document.source() instanceof MediaSource.StoredFile stored) {
            file.put("file_id", stored.id());
        } else {
            throw unsupported("document", "Document URLs cannot be sent to this provider: send the document's bytes.");
        }
        return written;
    }

    private static ObjectNode audio(Part.Audio audio) {
        if (!(audio.source() instanceof MediaSource.Inline inline)) {
            throw unsupported("audio", "Audio URLs cannot be sent to this provider: send the bytes.");
        }
        ObjectNode written = Json.object().put("type", "input_audio");
        written.putObject("input_audio").put("data", inline.base64()).put("format", format(audio, inline));
        return written;
    }

    private static String format(Part.Audio audio, MediaSource.Inline inline) {
        String type = inline.mediaType();
        String format = audio.format() != null
                ? audio.format()
                : type == null ? "wav" : type.substring(type.indexOf('/') + 1).replace("x-", "");
        return format.equals("mpeg") ? "mp3" : format;
    }

    private void cache(@Nullable CacheHint cache) {
        if (cache != null) {
            losses.add("messages.cache_control");
        }
    }

    private void citations(Part.Text text) {
        if (!text.citations().isEmpty()) {
            losses.add("messages.content.citations");
        }
    }

    private static GatewayError unsupported(String what, String message) {
        return GatewayError.badRequest("unsupported_" + what, message).withParam("messages");
    }
}
