package dev.caravan.processors.forms;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Forms as clients write them. */
final class TestForm {

    static final String TYPE = "multipart/form-data; boundary=xYz";
    static final byte[] DELIMITER = "--xYz".getBytes(StandardCharsets.US_ASCII);

    private final StringBuilder text = new StringBuilder();

    private TestForm() {}

    static TestForm form() {
        return new TestForm();
    }

    TestForm field(String name, String value) {
        return part("Content-Disposition: form-data; name=\"" + name + "\"\r\n", value);
    }

    TestForm file(String name, String contents) {
        return part(
                "Content-Disposition: form-data; name=\"" + name + "\"; filename=\"a b.mp3\"\r\n"
                        + "Content-Type: audio/mpeg\r\n",
                contents);
    }

    /** @param head header lines, each with its end */
    TestForm part(String head, String contents) {
        text.append("--xYz\r\n").append(head).append("\r\n").append(contents).append("\r\n");
        return this;
    }

    /** With the last delimiter. */
    String end() {
        return text + "--xYz--\r\n";
    }

    /** Bytes of that text, in which each character is one. */
    static ByteBuf buffer(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    /** The text in pieces of that many characters. */
    static List<ByteBuf> pieces(String text, int size) {
        List<ByteBuf> pieces = new ArrayList<>();
        for (int at = 0; at < text.length(); at += size) {
            pieces.add(buffer(text.substring(at, Math.min(text.length(), at + size))));
        }
        return pieces;
    }
}
