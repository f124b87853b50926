package dev.caravan.provider.bedrock.converse;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Bedrock's names of formats and the media types that they stand for. */
final class MediaFormats {

    static final MediaFormats IMAGES = new MediaFormats(
            "image/",
            formats("png", "image/png", "jpeg", "image/jpeg", "gif", "image/gif", "webp", "image/webp"),
            Map.of("image/jpg", "jpeg"));

    static final MediaFormats DOCUMENTS = new MediaFormats(
            "application/",
            formats(
                    "pdf", "application/pdf",
                    "csv", "text/csv",
                    "doc", "application/msword",
                    "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                    "xls", "application/vnd.ms-excel",
                    "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                    "html", "text/html",
                    "txt", "text/plain",
                    "md", "text/markdown"),
            Map.of("application/json", "txt", "application/xml", "txt", "application/x-yaml", "txt"));

    static final MediaFormats VIDEOS = new MediaFormats(
            "video/",
            formats(
                    "mkv", "video/x-matroska",
                    "mov", "video/quicktime",
                    "mp4", "video/mp4",
                    "webm", "video/webm",
                    "flv", "video/x-flv",
                    "mpeg", "video/mpeg",
                    "wmv", "video/x-ms-wmv",
                    "three_gp", "video/3gpp"),
            Map.of("video/mpg", "mpeg", "video/mov", "mov", "video/wmv", "wmv", "video/flv", "flv"));

    static final MediaFormats SOUNDS = new MediaFormats(
            "audio/",
            formats(
                    "mp3", "audio/mp3",
                    "wav", "audio/wav",
                    "opus", "audio/opus",
                    "aac", "audio/aac",
                    "flac", "audio/flac",
                    "mp4", "audio/mp4",
                    "ogg", "audio/ogg",
                    "mkv", "audio/mkv",
                    "mka", "audio/mka",
                    "x-aac", "audio/x-aac",
                    "m4a", "audio/m4a",
                    "mpeg", "audio/mpeg",
                    "mpga", "audio/mpga",
                    "pcm", "audio/pcm",
                    "webm", "audio/webm"),
            Map.of("audio/x-wav", "wav", "audio/wave", "wav", "audio/x-m4a", "m4a", "audio/pcm16", "pcm"));

    private final String prefix;
    private final Map<String, String> typeByFormat;
    private final Map<String, String> formatByType;

    private MediaFormats(String prefix, Map<String, String> typeByFormat, Map<String, String> aliases) {
        this.prefix = prefix;
        this.typeByFormat = typeByFormat;
        Map<String, String> formats = new HashMap<>(aliases);
        typeByFormat.forEach((format, type) -> formats.put(type, format));
        this.formatByType = Map.copyOf(formats);
    }

    /** The media type of a format; one made up from the format where it is not known. */
    String mediaType(String format) {
        return typeByFormat.getOrDefault(format, prefix + format);
    }

    /** The format of a media type, parameters aside, or null when Bedrock has none. */
    @Nullable
    String format(@Nullable String mediaType) {
        if (mediaType == null) {
            return null;
        }
        int parameters = mediaType.indexOf(';');
        String type = parameters < 0 ? mediaType : mediaType.substring(0, parameters);
        return formatByType.get(type.strip().toLowerCase(Locale.ROOT));
    }

    boolean has(String format) {
        return typeByFormat.containsKey(format);
    }

    /** The formats by their names, for a message. */
    String names() {
        return String.join(", ", typeByFormat.keySet());
    }

    private static Map<String, String> formats(String... formatsAndTypes) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < formatsAndTypes.length; i += 2) {
            map.put(formatsAndTypes[i], formatsAndTypes[i + 1]);
        }
        return map;
    }
}
