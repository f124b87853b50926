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
                "event: keepalive\ndata: {\"type\":\"keepalive\"}\n\nevent: response.created\ndata: {\"response\":{\"id\":\"resp_1\"",
                ": hello\r\n\r\nevent: response.created\r\ndata: {\"response\":{\"id\":\"resp_1\""
            })
    void theIdIsReadAsSoonAsItIsThere(String beginning) {
        ResponseId id = new ResponseId();
        for (int i = 0; i < beginning.length(); i++) {
            assertThat(id.sees(bytes(beginning.substring(i, i + 1))))
                    .isEqualTo(i < beginning.length() - 1 ? null : "resp_1");
            assertThat(id.isOver()).isFalse();
        }
        assertThat(new ResponseId().sees(bytes(beginning + ",\"instructions\":\"a")))
                .isEqualTo("resp_1");
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
                "data: [DONE]\n\n",
                "data: {\"type\":\"keepalive\"}\n\n"
            })
    void whatHasNoIdHasNone(String whole) {
        ResponseId id = new ResponseId();

        assertThat(id.sees(bytes(whole))).isNull();
        assertThat(id.isOver()).isFalse();
    }

    @Test
    void nobodyWaitsForAnIdThatWillNotCome() {
        ResponseId ofEvents = new ResponseId();
        ResponseId ofMuch = new ResponseId();

        assertThat(ofEvents.sees(bytes("data: {\"type\":\"response.output_text.delta\",\"delta\":\"a\"}")))
                .isNull();
        assertThat(ofEvents.isOver()).isFalse();
        ofEvents.sees(bytes("\n"));
        assertThat(ofEvents.isOver()).isTrue();
        ofMuch.sees(bytes("{\"a\":\"" + "x".repeat(ResponseId.LOOKED_AT)));
        assertThat(ofMuch.isOver()).isTrue();
    }

    @Test
    void theBytesStayAsTheyAre() {
        ByteBuf bytes = bytes("{\"id\":\"resp_1\"}");

        new ResponseId().sees(bytes);

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("{\"id\":\"resp_1\"}");
        assertThat(bytes.refCnt()).isEqualTo(1);
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
