package dev.caravan.spi.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.spi.wire.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorsTest {

    private static final float[] VECTOR = {1, -0.5f, 3.4e38f};

    @Test
    void areArraysOfNumbers() {
        assertThat(Vectors.numbers(VECTOR)).hasToString("[1.0,-0.5,3.4E38]");
        assertThat(Vectors.ofNumbers(Json.parse("[1, -0.5, 3.4E38]"))).isEqualTo(VECTOR);
        assertThat(Vectors.ofNumbers(Json.array())).isEmpty();
    }

    @Test
    void areBase64OfLittleEndianFloats() {
        assertThat(Vectors.base64(new float[] {1, -0.5f})).isEqualTo("AACAPwAAAL8=");
        assertThat(Vectors.ofBase64(TextNode.valueOf("AACAPwAAAL8="))).containsExactly(1, -0.5f);
        assertThat(Vectors.ofBase64(TextNode.valueOf(Vectors.base64(VECTOR)))).isEqualTo(VECTOR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"0\":1}", "[1,\"2\"]", "[1,null]", "[[1]]", "\"AACAPw==\"", "7"})
    void whatIsNoArrayOfNumbersIsNone(String json) {
        assertThat(Vectors.ofNumbers(Json.parse(json))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"AACAPwA=\"", "\"?\"", "[1]", "7", "null"})
    void whatIsNoBase64OfWholeFloatsIsNone(String json) {
        assertThat(Vectors.ofBase64(Json.parse(json))).isNull();
    }

    @Test
    void whatIsAbsentIsNone() {
        assertThat(Vectors.ofNumbers(null)).isNull();
        assertThat(Vectors.ofBase64(null)).isNull();
    }
}
