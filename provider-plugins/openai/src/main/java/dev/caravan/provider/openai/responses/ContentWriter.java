package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.wire.DataUrl;
import dev.caravan.spi.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what is said in messages and given back by functions. */
final class ContentWriter {

    private static final String UNKNOWN_TYPE = "application/octet-stream";

    private final Losses losses;

    ContentWriter(Losses losses) {
        this.losses = losses;
    }

    /** Whether an opaque part of that type stands in a message, not beside it. */
    static boolean isContent(String type) {
        return type.startsWith("input_") || type.startsWith("output_") || type.equals("computer_screenshot");
    }

    /** @return null when the part has to be left out */
    @Nullable
    JsonNode said(Role role, Part part) {
        if (role != Role.ASSISTANT) {
            return given(part);
        }
        if (part instanceof Part.Text text) {
            reportCache(text.cache());
            return outputText(text);
        }
        if (part instanceof Part.Refusal refusal) {
            return Json.object().put("type", "refusal").put("refusal", refusal.text());
        }
        if (part instanceof Part.Opaque opaque) {
            return opaque(opaque);
        }
        losses.add("messages.content." + nameOf(part));
        return null;
    }

    private JsonNode outputText(Part.Text text) {
        ObjectNode written = Json.object().put("type", "output_text").put("text", text.text());
        ArrayNode annotations = Annotations.write(text.citations(), text.text());
        if (annotations.size() < text.citations().size()) {
            losses.add("messages.content.citations");
        }
        return written.set("annotations", annotations);
    }

    /** What a function gave back: a string when it is a text, else a list of parts. */
    JsonNode output(List<Part> content) {
        if (content.isEmpty()) {
            return TextNode.valueOf("");
        }
        if (content.size() == 1 && content.get(0) instanceof Part.Text text) {
            reportCache(text.cache());
            return TextNode.valueOf(text.text());
        }
        ArrayNode output = Json.array();
        for (Part part : content) {
            JsonNode written = given(part);
            if (written != null) {
                output.add(written);
            }
        }
        return output;
    }

    private @Nullable JsonNode given(Part part) {
        if (part instanceof Part.Text text) {
            reportCache(text.cache());
            if (!text.citations().isEmpty()) {
                losses.add("messages.content.citations");
            }
            return inputText(text.text());
        }
        if (part instanceof Part.Refusal refusal) {
            return inputText(refusal.text());
        }
        if (part instanceof Part.Image image) {
            return image(image);
        }
        if (part instanceof Part.Document document) {
            return file(document);
        }
        if (part instanceof Part.Audio audio) {
            return audio(audio);
        }
        if (part instanceof Part.Opaque opaque) {
            return opaque(opaque);
        }
        throw unsupported(nameOf(part) + " input");
    }

    private static ObjectNode inputText(String text) {
        return Json.object().put("type", "input_text").put("text", text);
    }

    private ObjectNode image(Part.Image image) {
        reportCache(image.cache());
        ObjectNode written = Json.object().put("type", "input_image");
        if (image.source() instanceof MediaSource.Inline inline) {
            written.put("image_url", DataUrl.of(inline, UNKNOWN_TYPE));
        } else if (image.source() instanceof MediaSource.Url url) {
            written.put("image_url", url.url());
        } else if (image.source() instanceof MediaSource.StoredFile file) {
            written.put("file_id", file.id());
        } else {
            throw unsupported("an image that is text");
        }
        return image.detail() == null ? written : written.put("detail", image.detail());
    }

    private ObjectNode file(Part.Document document) {
        reportCache(document.cache());
        if (document.context() != null) {
            losses.add("messages.content.document.context");
        }
        if (document.citations()) {
            losses.add("messages.content.document.citations");
        }
        ObjectNode written = Json.object().put("type", "input_file");
        MediaSource source = document.source();
        if (source instanceof MediaSource.Url url) {
            return named(written, document.name()).put("file_url", url.url());
        }
        if (source instanceof MediaSource.StoredFile file) {
            return named(written, document.name()).put("file_id", file.id());
        }
        String data;
        if (source instanceof MediaSource.PlainText text) {
            byte[] bytes = text.text().getBytes(StandardCharsets.UTF_8);
            String base64 = Base64.getEncoder().encodeToString(bytes);
            data = DataUrl.of(new MediaSource.Inline("text/plain", base64), UNKNOWN_TYPE);
        } else {
            data = DataUrl.of((MediaSource.Inline) source, UNKNOWN_TYPE);
        }
        return named(written, document.name() == null ? nameFor(data) : document.name())
                .put("file_data", data);
    }

    private static ObjectNode named(ObjectNode file, @Nullable String name) {
        return name == null ? file : file.put("filename", name);
    }

    /** A file in the request has to have a name, and its ending tells the type. */
    private static String nameFor(String data) {
        if (data.startsWith("data:application/pdf;")) {
            return "document.pdf";
        }
        return data.startsWith("data:text/plain;") ? "document.txt" : "document";
    }

    private static ObjectNode audio(Part.Audio audio) {
        if (!(audio.source() instanceof MediaSource.Inline inline)) {
            throw unsupported("audio by URL; send base64,");
        }
        ObjectNode data = Json.object().put("data", inline.base64()).put("format", format(audio, inline));
        return Json.object().put("type", "input_audio").set("input_audio", data);
    }

    private static String format(Part.Audio audio, MediaSource.Inline inline) {
        if (audio.format() != null) {
            return audio.format();
        }
        String mediaType = inline.mediaType() == null ? "" : inline.mediaType();
        return switch (mediaType) {
            case "" -> "wav";
            case "audio/mpeg" -> "mp3";
            default -> mediaType.substring(mediaType.indexOf('/') + 1).replace("x-", "");
        };
    }

    private @Nullable JsonNode opaque(Part.Opaque opaque) {
        if (opaque.dialect().equals(ResponsesDialect.NAME)) {
            return opaque.json();
        }
        losses.add("messages.content." + opaque.type());
        return null;
    }

    /** OpenAI keeps the start of every prompt in its cache by itself; only the newest models take marks, others refuse them. */
    private void reportCache(@Nullable CacheHint cache) {
        if (cache != null) {
            losses.add("messages.cache_control");
        }
    }

    private static String nameOf(Part part) {
        if (part instanceof Part.Image) {
            return "image";
        }
        if (part instanceof Part.Document) {
            return "document";
        }
        return part instanceof Part.Audio ? "audio" : "video";
    }

    private static GatewayError unsupported(String what) {
        return GatewayError.badRequest(
                        "unsupported_content", "This provider does not take %s in a message's content.", what)
                .withParam("messages");
    }
}
