package dev.caravan.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":[1,-2.50,12345678901234567890,true,false,null,\"ü\\n\\\"\"],\"b\":{\"c\":{}},\"d\":[]}",
                "[]",
                "\"text\"",
                "0.1"
            })
    void whatIsReadIsWrittenTheSame(String text) throws IOException {
        assertThat(Json.write(Json.read(text))).isEqualTo(text);
        assertThat(Json.write(Json.read(Json.pretty(Json.read(text))))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\":}", "[1,2", "<html>", "{} {}", "{}x"})
    void whatIsNoJsonIsRefused(String text) {
        assertThatThrownBy(() -> Json.read(text)).isInstanceOf(IOException.class);
    }

    @Test
    void prettyIsForPeople() throws IOException {
        assertThat(Json.pretty(Json.read("{\"a\":1,\"b\":2}")).lines())
                .containsExactly("{", "  \"a\" : 1,", "  \"b\" : 2", "}");
    }
}
