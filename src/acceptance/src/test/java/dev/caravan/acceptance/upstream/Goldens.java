package dev.caravan.acceptance.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The recorded answers beside the tests, a directory for each provider: {@code openai/chat.json}. A README in each names the
 * source.
 */
public final class Goldens {

    private Goldens() {}

    public static byte[] bytes(String file) {
        try (InputStream in = Goldens.class.getResourceAsStream("/" + file)) {
            if (in == null) {
                throw new IllegalArgumentException("No golden file " + file);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String text(String file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    /** The events of a recorded stream, each with its blank line; of an {@code .ndjson} file, the lines. */
    public static List<String> events(String file) {
        String end = file.endsWith(".ndjson") ? "\n" : "\n\n";
        return Arrays.stream(text(file).split("(?<=" + end + ")")).toList();
    }
}
