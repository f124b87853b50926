package dev.caravan.spi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseReaderTest {

    private static final String STREAM =
            """
            : a comment
            event: greeting
            data: {"text":"Grüße 👋"}
            id: 7

            data:first
            data: second
            data

            event: lonely

            retry: 10
            data: [DONE]

            """;

    private final List<String> events = new ArrayList<>();
    private final SseReader reader = new SseReader((event, data) -> events.add(event + "|" + data));

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void readsEventsByAnyLineEndCutAtEveryByte(String lineEnd) {
        byte[] bytes = STREAM.replace("\n", lineEnd).getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            events.clear();
            SseReader cutReader = new SseReader((event, data) -> events.add(event + "|" + data));
            cutReader.read(ByteBuffer.wrap(bytes, 0, cut));
            cutReader.read(ByteBuffer.wrap(bytes, cut, bytes.length - cut));
            assertThat(events)
                    .as("cut at %d", cut)
                    .containsExactly("greeting|{\"text\":\"Grüße 👋\"}", "|first\nsecond\n", "|[DONE]");
        }
    }

    @Test
    void readsEventsByteByByte() {
        for (byte single : STREAM.getBytes(StandardCharsets.UTF_8)) {
            reader.read(ByteBuffer.wrap(new byte[] {single}));
        }
        assertThat(events).hasSize(3);
    }

    @Test
    void passesOverAByteOrderMark() {
        reader.read(StandardCharsets.UTF_8.encode("\uFEFFdata: x\n\n"));
        assertThat(events).containsExactly("|x");
    }

    @Test
    void keepsBackAnEventWithoutItsBlankLine() {
        reader.read(StandardCharsets.UTF_8.encode("data: x\n"));
        assertThat(events).isEmpty();
    }

    @Test
    void takesAnEmptyLineOfDataForAnEvent() {
        reader.read(StandardCharsets.UTF_8.encode("data:\n\n"));
        assertThat(events).containsExactly("|");
    }

    @Test
    void refusesALineThatNeverEnds() {
        SseReader small = new SseReader((event, data) -> {}, 4);
        ByteBuffer endless = StandardCharsets.UTF_8.encode("data: x");
        assertThatThrownBy(() -> small.read(endless)).hasMessageContaining("too long");
    }
}
