package dev.caravan.processors.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseIdTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"resp_1\"",
                " \n{ \"object\": \"response\", \"metadata\": {\"id\": \"no\"}, \"output\": [{\"id\":\"no\"}], \"id\" : \"resp_1\"",
                "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\"",
                "data:{\"response\":{\"object\":\"response\",\"id\":\"resp_1\"",
                ": hello\r\n\r\nevent: response.created\r\ndata: {\"response\":{\"id\":\"resp_1\""
            })
    void theIdIsReadAsSoonAsItIsThere(String beginning) {
        for (int length = 0; length < beginning.length(); length++) {
            assertThat(ResponseId.in(bytes(beginning.substring(0, length)))).isNull();
        }
        assertThat(ResponseId.in(bytes(beginning))).isEqualTo("resp_1");
        assertThat(ResponseId.in(bytes(beginning + ",\"instructions\":\"a"))).isEqualTo("resp_1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "no json",
                "{\"id\":null}",
                "{\"object\":\"response\"}",
                "{\"response\":{}}",
                "data: [DONE]"
            })
    void whatHasNoIdHasNone(String whole) {
        assertThat(ResponseId.in(bytes(whole))).isNull();
    }

    @Test
    void theBytesStayAsTheyAre() {
        ByteBuf bytes = bytes("{\"id\":\"resp_1\"}").readerIndex(0);

        ResponseId.in(bytes);

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("{\"id\":\"resp_1\"}");
        assertThat(bytes.refCnt()).isEqualTo(1);
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
