package dev.caravan.provider.gemini.generate;

import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What kind of part a media type makes, and the media type where nobody named one. */
final class MediaTypes {

    private static final Map<String, String> BY_EXTENSION = Map.ofEntries(
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("gif", "image/gif"),
            Map.entry("heic", "image/heic"),
            Map.entry("heif", "image/heif"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("txt", "text/plain"),
            Map.entry("md", "text/md"),
            Map.entry("html", "text/html"),
            Map.entry("csv", "text/csv"),
            Map.entry("wav", "audio/wav"),
            Map.entry("mp3", "audio/mp3"),
            Map.entry("aac", "audio/aac"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("flac", "audio/flac"),
            Map.entry("aiff", "audio/aiff"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("mov", "video/mov"),
            Map.entry("mpeg", "video/mpeg"),
            Map.entry("mpg", "video/mpg"),
            Map.entry("webm", "video/webm"),
            Map.entry("avi", "video/avi"));

    private MediaTypes() {}

    /** The part that the source is, going by its media type; a document where that says nothing. */
    static Part part(MediaSource source, @Nullable String mediaType) {
        String type = mediaType == null ? "" : mediaType.toLowerCase(Locale.ROOT);
        if (type.startsWith("image/")) {
            return new Part.Image(source);
        }
        if (type.startsWith("audio/")) {
            return new Part.Audio(source, format(type));
        }
        if (type.startsWith("video/")) {
            return new Part.Video(source);
        }
        return new Part.Document(source, null);
    }

    /** The media type of a file by the end of its name or address, or null. */
    static @Nullable String ofName(@Nullable String name) {
        if (name == null) {
            return null;
        }
        if (name.contains("://www.youtube.com/") || name.contains("://youtu.be/")) {
            return "video/mp4";
        }
        int end = name.length();
        for (char stop : new char[] {'?', '#'}) {
            int at = name.indexOf(stop);
            end = at >= 0 && at < end ? at : end;
        }
        String path = name.substring(0, end);
        return BY_EXTENSION.get(path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }

    /** The media type of a sound of that format. */
    static String ofSound(@Nullable String format) {
        String known = format == null ? null : BY_EXTENSION.get(format);
        return known != null ? known : "audio/" + (format == null ? "wav" : format);
    }

    private static String format(String mediaType) {
        String subtype = mediaType.substring(mediaType.indexOf('/') + 1);
        int parameters = subtype.indexOf(';');
        String format = parameters < 0 ? subtype : subtype.substring(0, parameters);
        return switch (format) {
            case "mpeg", "mpeg3" -> "mp3";
            case "x-wav", "wave" -> "wav";
            default -> format;
        };
    }
}
