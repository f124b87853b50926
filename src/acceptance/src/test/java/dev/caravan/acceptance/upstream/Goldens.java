package dev.caravan.acceptance.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The recorded answers beside the tests; their README names the source of each. */
public final class Goldens {

    private Goldens() {}

    public static byte[] bytes(String file) {
        try (InputStream in = Goldens.class.getResourceAsStream("/openai/" + file)) {
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

    /** The events of a recorded stream, each with its blank line. */
    public static List<String> events(String file) {
        return Arrays.stream(text(file).split("(?<=\n\n)")).toList();
    }
}
