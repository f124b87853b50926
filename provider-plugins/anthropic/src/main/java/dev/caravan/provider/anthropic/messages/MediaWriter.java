package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes {@code image} and {@code document} blocks of a request. */
final class MediaWriter {

    private final Losses losses;

    MediaWriter(Losses losses) {
        this.losses = losses;
    }

    ObjectNode image(Part.Image image) {
        ObjectNode source;
        if (image.source() instanceof MediaSource.Inline inline) {
            source = base64(imageType(inline), inline.base64());
        } else if (image.source() instanceof MediaSource.PlainText) {
            throw unsupported("image", "A text cannot be sent as an image.");
        } else {
            source = reference(image.source());
        }
        if (image.detail() != null && !image.detail().equals("auto")) {
            losses.add("messages.content.image.detail");
        }
        ObjectNode written = Json.object().put("type", "image");
        written.set("source", source);
        return CacheControl.write(image.cache(), written);
    }

    ObjectNode document(Part.Document document) {
        ObjectNode written = Json.object().put("type", "document");
        written.set("source", documentSource(document.source()));
        if (document.name() != null) {
            written.put("title", document.name());
        }
        if (document.context() != null) {
            written.put("context", document.context());
        }
        if (document.citations()) {
            written.putObject("citations").put("enabled", true);
        }
        return CacheControl.write(document.cache(), written);
    }

    private static ObjectNode documentSource(MediaSource source) {
        if (source instanceof MediaSource.PlainText plain) {
            return text(plain.text());
        }
        if (!(source instanceof MediaSource.Inline inline)) {
            return reference(source);
        }
        String type = documentType(inline);
        if (type.equals("application/pdf")) {
            return base64(type, inline.base64());
        }
        if (type.startsWith("text/") || type.equals("application/json") || type.equals("application/xml")) {
            return text(decoded(inline.base64()));
        }
        throw GatewayError.badRequest(
                        "unsupported_document",
                        "Documents of the type %s cannot be sent to this provider: send a PDF or text.",
                        type)
                .withParam("messages");
    }

    private static ObjectNode base64(String type, String data) {
        return Json.object().put("type", "base64").put("media_type", type).put("data", data);
    }

    private static ObjectNode text(String text) {
        return Json.object().put("type", "text").put("media_type", "text/plain").put("data", text);
    }

    private static ObjectNode reference(MediaSource source) {
        return source instanceof MediaSource.StoredFile file
                ? Json.object().put("type", "file").put("file_id", file.id())
                : Json.object().put("type", "url").put("url", ((MediaSource.Url) source).url());
    }

    /** The API wants the type; where a client did not say it, the first bytes do. */
    private static String imageType(MediaSource.Inline inline) {
        String type = plainType(inline.mediaType());
        if (type != null) {
            return type.equals("image/jpg") ? "image/jpeg" : type;
        }
        String recognised = inline.recognisedType();
        return recognised == null ? "image/png" : recognised;
    }

    private static String documentType(MediaSource.Inline inline) {
        String type = plainType(inline.mediaType());
        return type == null ? "application/pdf" : type;
    }

    /** Without parameters such as a character set. */
    private static @Nullable String plainType(@Nullable String type) {
        if (type == null) {
            return null;
        }
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw GatewayError.badRequest("invalid_base64", "A document's data is no base64.")
                    .withParam("messages");
        }
    }

    private static GatewayError unsupported(String what, String message) {
        return GatewayError.badRequest("unsupported_" + what, message).withParam("messages");
    }
}
