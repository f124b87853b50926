package dev.caravan.provider.bedrock.eventstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.spi.GatewayError;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With messages of the AWS SDKs' shared test suite for event streams. */
class FramesTest {

    private static final String EMPTY = "000000100000000005c248eb7d98c8ff";
    private static final String PAYLOAD = "0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936";
    private static final String INT_HEADER =
            "0000002d0000001041c424b80a6576656e742d74797065040000a00c" + "7b27666f6f273a27626172277d36f480a0";
    private static final String STRING_HEADER = "0000003d0000002007fd83960c636f6e74656e742d7479706507"
            + "00106170706c69636174696f6e2f6a736f6e7b27666f6f273a27626172277d8d9c08b1";

    @Test
    void readsTheSuitesMessages() {
        List<Frame> frames = read(bytes(EMPTY + PAYLOAD + INT_HEADER + STRING_HEADER), 1 << 10);

        assertThat(frames)
                .extracting(FramesTest::payload)
                .containsExactly("", "{'foo':'bar'}", "{'foo':'bar'}", "{'foo':'bar'}");
        assertThat(frames)
                .extracting(Frame::headers)
                .containsExactly(Map.of(), Map.of(), Map.of(), Map.of("content-type", "application/json"));
    }

    @Test
    void readsTheSameHoweverTheBytesAreCut() {
        byte[] stream = bytes(EMPTY + PAYLOAD + INT_HEADER + STRING_HEADER);
        for (int pieces = 1; pieces < stream.length; pieces++) {
            assertThat(read(stream, pieces)).as("pieces of %d", pieces).hasSize(4);
        }
    }

    @Test
    void writesTheSuitesMessages() {
        byte[] payload = "{'foo':'bar'}".getBytes(StandardCharsets.UTF_8);

        assertThat(FrameWriter.write(new Frame(Map.of(), new byte[0]))).isEqualTo(bytes(EMPTY));
        assertThat(FrameWriter.write(new Frame(Map.of(), payload))).isEqualTo(bytes(PAYLOAD));
        assertThat(FrameWriter.write(new Frame(Map.of("content-type", "application/json"), payload)))
                .isEqualTo(bytes(STRING_HEADER));
    }

    @Test
    void writesEventsAndExceptionsByTheirHeaders() {
        Frame event = read(FrameWriter.event("messageStart", bytes("7b7d")), 7).get(0);
        Frame exception = read(FrameWriter.exception("throttlingException", bytes("7b7d")), 7)
                .get(0);

        assertThat(event.headers())
                .containsExactly(
                        Map.entry(":event-type", "messageStart"),
                        Map.entry(":content-type", "application/json"),
                        Map.entry(":message-type", "event"));
        assertThat(exception.headers())
                .containsExactly(
                        Map.entry(":exception-type", "throttlingException"),
                        Map.entry(":content-type", "application/json"),
                        Map.entry(":message-type", "exception"));
    }

    @Test
    void passesOverHeadersOfEveryTypeButStrings() {
        String headers = "016100" + "016201" + "016302ff" + "0164030102" + "01650401020304" + "016605" + "01".repeat(8)
                + "016706" + "0003010203" + "016807" + "000178" + "016908" + "02".repeat(8) + "016a09"
                + "03".repeat(16);

        assertThat(read(sealed(headers), 3).get(0).headers()).containsExactly(Map.entry("h", "x"));
    }

    @Test
    void refusesADamagedByteWhereverItIs() {
        byte[] whole = bytes(STRING_HEADER);
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x10;
            assertThatThrownBy(() -> read(damaged, 1 << 10))
                    .as("byte %d", i)
                    .isInstanceOfSatisfying(GatewayError.class, error -> {
                        assertThat(error.status()).isEqualTo(502);
                        assertThat(error.code()).isEqualTo("invalid_upstream_answer");
                        assertThat(error.text()).contains("checksum");
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0161", "016107", "0161070005", "0161070005ab", "05616263", "01610a", "016106ffff"})
    void refusesHeadersThatDoNotAddUp(String headers) {
        assertThatThrownBy(() -> read(sealed(headers), 5))
                .isInstanceOf(GatewayError.class)
                .hasMessageContaining("header");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000000f00000000", "0000000000000000", "7fffffff00000000", "ffffffff00000000"})
    void refusesAnImpossibleLengthAtOnce(String prelude) {
        assertThatThrownBy(() -> read(withChecksum(bytes(prelude)), 4))
                .isInstanceOf(GatewayError.class)
                .hasMessageContaining("impossible length");
    }

    @Test
    void refusesHeadersThatReachBeyondTheFrame() {
        byte[] prelude = withChecksum(bytes("0000001000000001"));

        assertThatThrownBy(() -> read(withChecksum(prelude), 16))
                .isInstanceOf(GatewayError.class)
                .hasMessageContaining("longer than the frame");
    }

    @Test
    void knowsWhetherAFrameHasBegun() {
        FrameReader reader = new FrameReader(frame -> {});

        assertThat(reader.isBetweenFrames()).isTrue();
        reader.read(ByteBuffer.wrap(bytes(EMPTY), 0, 1));
        assertThat(reader.isBetweenFrames()).isFalse();
        reader.read(ByteBuffer.wrap(bytes(EMPTY), 1, 15));
        assertThat(reader.isBetweenFrames()).isTrue();
    }

    private static List<Frame> read(byte[] stream, int pieces) {
        List<Frame> frames = new ArrayList<>();
        FrameReader reader = new FrameReader(frames::add);
        for (int start = 0; start < stream.length; start += pieces) {
            reader.read(ByteBuffer.wrap(stream, start, Math.min(pieces, stream.length - start)));
        }
        return frames;
    }

    /** A frame of these headers, with the right checksums. */
    private static byte[] sealed(String headers) {
        byte[] bytes = bytes(headers);
        byte[] prelude = withChecksum(ByteBuffer.allocate(8)
                .putInt(16 + bytes.length)
                .putInt(bytes.length)
                .array());
        return withChecksum(
                ByteBuffer.allocate(12 + bytes.length).put(prelude).put(bytes).array());
    }

    private static byte[] withChecksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return ByteBuffer.allocate(bytes.length + 4)
                .put(bytes)
                .putInt((int) crc.getValue())
                .array();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String payload(Frame frame) {
        return new String(frame.payload(), StandardCharsets.UTF_8);
    }
}
