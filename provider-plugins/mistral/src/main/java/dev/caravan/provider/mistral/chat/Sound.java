package dev.caravan.provider.mistral.chat;

import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.DataUrl;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code input_audio}: bare base64 or an address. The format is told by the first bytes, as Mistral itself has to. */
final class Sound {

    /** What the base64 of a file of each format begins with. */
    private static final Map<String, String> BEGINNINGS = Map.of(
            "UklGR", "wav",
            "SUQz", "mp3",
            "//s", "mp3",
            "//v", "mp3",
            "//M", "mp3",
            "//N", "mp3",
            "T2dnU", "ogg",
            "ZkxhQ", "flac");

    private Sound() {}

    static Part.Audio read(String input) {
        if (input.startsWith("http://") || input.startsWith("https://")) {
            return new Part.Audio(new MediaSource.Url(input, null), null);
        }
        if (DataUrl.source(input) instanceof MediaSource.Inline inline) {
            String type = inline.mediaType();
            return new Part.Audio(inline, type == null ? null : type.substring(type.indexOf('/') + 1));
        }
        String format = format(input);
        return new Part.Audio(new MediaSource.Inline(format == null ? null : "audio/" + format, input), format);
    }

    /** Null when Mistral cannot get at it: a stored file. */
    static @Nullable String write(Part.Audio audio) {
        if (audio.source() instanceof MediaSource.Inline inline) {
            return inline.base64();
        }
        return audio.source() instanceof MediaSource.Url address ? address.url() : null;
    }

    private static @Nullable String format(String base64) {
        return BEGINNINGS.entrySet().stream()
                .filter(beginning -> base64.startsWith(beginning.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
