package dev.caravan.gateway.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineWriterTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void writesLinesInTheirOrderWithoutBeingClosed() {
        LineWriter lines = new LineWriter(out);

        lines.offer(line("one"));
        lines.offer(line("two"));

        await().untilAsserted(
                        () -> assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("one\ntwo\n"));
        lines.close();
    }

    @Test
    void writesWhatIsLeftWhenItIsClosed() {
        LineWriter lines = new LineWriter(out);
        String longOne = "x".repeat(100_000);
        for (int i = 0; i < 5_000; i++) {
            lines.offer(line("line " + i));
        }
        lines.offer(line(longOne));

        lines.close();

        assertThat(out.toString(StandardCharsets.UTF_8)).hasLineCount(5_001).contains("line 4999\n" + longOne + "\n");
        assertThat(lines.dropped()).isZero();
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
