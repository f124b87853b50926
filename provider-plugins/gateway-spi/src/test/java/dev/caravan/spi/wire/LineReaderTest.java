package dev.caravan.spi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {

    @Test
    void readsLinesCutAtEveryByte() {
        byte[] bytes = "{\"a\":\"ü\"}\r\n\n{\"b\":2}\n{\"c\":3}".getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            List<String> lines = new ArrayList<>();
            LineReader reader = new LineReader(lines::add);
            reader.read(ByteBuffer.wrap(bytes, 0, cut));
            reader.read(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
            assertThat(lines).containsExactly("{\"a\":\"ü\"}", "{\"b\":2}");
            reader.end();
            assertThat(lines).endsWith("{\"c\":3}");
        }
    }
}
