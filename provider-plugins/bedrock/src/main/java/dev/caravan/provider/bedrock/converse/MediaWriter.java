package dev.caravan.provider.bedrock.converse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes blocks of images, documents, videos and sound. What Bedrock cannot take is an error of status 400, since a request
 * without its picture is another one.
 */
final class MediaWriter {

    private final String prefix;
    private final Losses losses;
    private final DocumentNames names = new DocumentNames();

    /** @param prefix what stands before a loss's name */
    MediaWriter(String prefix, Losses losses) {
        this.prefix = prefix;
        this.losses = losses;
    }

    ObjectNode image(Part.Image image) {
        if (image.detail() != null && !image.detail().equals("auto")) {
            losses.add(prefix + "image.detail");
        }
        return block("image", format(MediaFormats.IMAGES, "image", image.source(), null), image.source());
    }

    ObjectNode video(Part.Video video) {
        return block("video", format(MediaFormats.VIDEOS, "video", video.source(), null), video.source());
    }

    ObjectNode audio(Part.Audio audio) {
        String said = audio.format() == null ? null : audio.format().toLowerCase(Locale.ROOT);
        String known =
                said == null || MediaFormats.SOUNDS.has(said) ? said : MediaFormats.SOUNDS.format("audio/" + said);
        String format = known == null ? format(MediaFormats.SOUNDS, "audio", audio.source(), null) : known;
        return block("audio", format, audio.source());
    }

    ObjectNode document(Part.Document document) {
        MediaSource source = document.source();
        String format = source instanceof MediaSource.PlainText
                ? "txt"
                : format(MediaFormats.DOCUMENTS, "document", source, document.name());
        DocumentNames.Written name = names.write(document.name(), format);
        if (!name.faithful()) {
            losses.add(prefix + "document.name");
        }
        ObjectNode written = Json.object();
        ObjectNode block = written.putObject("document").put("format", format).put("name", name.name());
        block.set("source", source("document", source));
        if (document.context() != null) {
            block.put("context", document.context());
        }
        if (document.citations()) {
            block.putObject("citations").put("enabled", true);
        }
        return written;
    }

    private static ObjectNode block(String kind, String format, MediaSource source) {
        ObjectNode written = Json.object();
        written.putObject(kind).put("format", format).set("source", source(kind, source));
        return written;
    }

    private static ObjectNode source(String kind, MediaSource source) {
        ObjectNode written = Json.object();
        if (source instanceof MediaSource.Inline inline) {
            return written.put("bytes", inline.base64());
        }
        if (source instanceof MediaSource.PlainText plain && kind.equals("document")) {
            return written.put("text", plain.text());
        }
        if (source instanceof MediaSource.Url url && url.url().startsWith("s3://")) {
            written.putObject("s3Location").put("uri", url.url());
            return written;
        }
        if (source instanceof MediaSource.Url) {
            throw refused(
                    "unsupported_media_source",
                    "URLs are not supported by this provider for content of the kind '" + kind
                            + "'; send base64, or an s3:// address");
        }
        throw refused(
                "unsupported_media_source",
                "This provider cannot take content of the kind '" + kind + "' from a stored file; send base64");
    }

    private static String format(MediaFormats formats, String kind, MediaSource source, @Nullable String name) {
        String type = null;
        String format = null;
        if (source instanceof MediaSource.Inline inline) {
            type = inline.mediaType();
            format = formats.format(type);
            format = format == null ? formats.format(inline.recognisedType()) : format;
        } else if (source instanceof MediaSource.Url url) {
            type = url.mediaType();
            format = formats.format(type);
            format = format == null ? ending(formats, url.url()) : format;
        }
        if (format == null && name != null) {
            format = ending(formats, name);
        }
        if (format == null && type != null && type.startsWith("text/") && formats.has("txt")) {
            format = "txt";
        }
        if (format == null && !(source instanceof MediaSource.Inline)) {
            // The source itself is refused, with a better reason than a format that nobody can know.
            format = "";
        }
        if (format == null) {
            throw refused(
                    "unsupported_media_type",
                    "This provider takes " + formats.names() + " for content of the kind '" + kind + "'"
                            + (type == null ? "; say which it is by its media type" : ", not " + type));
        }
        return format;
    }

    private static @Nullable String ending(MediaFormats formats, String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String known = ending.equals("jpg") ? "jpeg" : ending.equals("htm") ? "html" : ending;
        return formats.has(known) ? known : null;
    }

    private static GatewayError refused(String code, String message) {
        return GatewayError.of(400, code, "%s", message + ".").withParam("messages");
    }
}
