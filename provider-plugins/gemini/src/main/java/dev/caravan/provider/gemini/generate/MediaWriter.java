package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** Writes pictures, documents, sounds and films as {@code inlineData} or {@code fileData}. */
final class MediaWriter {

    private final Losses losses;

    MediaWriter(Losses losses) {
        this.losses = losses;
    }

    /**
     * The part, or null when it is none of media.
     *
     * @param path where the message stands, for an error
     */
    @Nullable
    ObjectNode write(Part part, String path) {
        if (part instanceof Part.Image image) {
            if (image.detail() != null && !image.detail().equals("auto")) {
                losses.add("messages.content.image_url.detail");
            }
            if (image.cache() != null) {
                losses.add("cache_control");
            }
            return write(image.source(), null, null, path);
        }
        if (part instanceof Part.Audio audio) {
            return write(audio.source(), MediaTypes.ofSound(audio.format()), null, path);
        }
        if (part instanceof Part.Video video) {
            return write(video.source(), "video/mp4", null, path);
        }
        return part instanceof Part.Document document ? write(document, path) : null;
    }

    private ObjectNode write(Part.Document document, String path) {
        if (document.name() != null) {
            losses.add("messages.content.filename");
        }
        if (document.context() != null) {
            losses.add("messages.content.context");
        }
        if (document.citations()) {
            losses.add("messages.content.citations");
        }
        if (document.cache() != null) {
            losses.add("cache_control");
        }
        return write(document.source(), "application/pdf", document.name(), path);
    }

    /**
     * @param otherwise the media type where neither the source nor a name tells it, or null to look at the bytes
     * @param name the file's name, or null
     */
    private static ObjectNode write(
            MediaSource source, @Nullable String otherwise, @Nullable String name, String path) {
        if (source instanceof MediaSource.Inline inline) {
            String type = inline.mediaType() != null ? inline.mediaType() : MediaTypes.ofName(name);
            String known = type != null ? type : otherwise != null ? otherwise : inline.recognisedType();
            return inline(known != null ? known : "image/jpeg", inline.base64());
        }
        if (source instanceof MediaSource.PlainText text) {
            return inline("text/plain", Base64Text.encoded(text.text()));
        }
        if (source instanceof MediaSource.Url url) {
            String type = url.mediaType() != null ? url.mediaType() : MediaTypes.ofName(url.url());
            return file(url.url(), type != null ? type : MediaTypes.ofName(name));
        }
        String id = ((MediaSource.StoredFile) source).id();
        if (!id.contains("://")) {
            throw GatewayError.badRequest(
                            "unsupported_file",
                            "The file '%s' is of another provider: Gemini knows its own files by their URIs.",
                            id)
                    .withParam(path);
        }
        return file(id, MediaTypes.ofName(name));
    }

    private static ObjectNode inline(String mediaType, String base64) {
        ObjectNode part = Json.object();
        part.putObject("inlineData").put("mimeType", mediaType).put("data", base64);
        return part;
    }

    private static ObjectNode file(String uri, @Nullable String mediaType) {
        ObjectNode part = Json.object();
        ObjectNode data = part.putObject("fileData");
        if (mediaType != null) {
            data.put("mimeType", mediaType);
        }
        data.put("fileUri", uri);
        return part;
    }
}
