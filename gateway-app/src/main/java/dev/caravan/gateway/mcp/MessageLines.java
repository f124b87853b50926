package dev.caravan.gateway.mcp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads lines of UTF-8 that are not longer than a message may be. Used on one thread. */
final class MessageLines {

    /** As the SDK has it for messages over HTTP. */
    private static final int LONGEST = 16 << 20;

    private final InputStream in;

    MessageLines(InputStream in) {
        this.in = new BufferedInputStream(in, 16 << 10);
    }

    /**
     * The next line that is not empty, without its end.
     *
     * @return null when there is none any more
     * @throws IOException also when it is too long
     */
    @Nullable
    String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            if (octet != '\n') {
                if (line.size() == LONGEST) {
                    throw new IOException("a line is longer than " + LONGEST + " bytes");
                }
                line.write(octet);
            } else if (line.size() > 0) {
                return text(line);
            }
        }
        return line.size() == 0 ? null : text(line);
    }

    private static String text(ByteArrayOutputStream line) {
        return line.toString(StandardCharsets.UTF_8).strip();
    }
}
