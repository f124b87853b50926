package dev.caravan.gateway.ledger.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

    @Test
    void fieldsStandInTheOrderOfTheColumnsAndWhatIsAbsentIsEmpty() {
        ObjectNode object = Json.object().put("b", true).put("a", 7).put("d", new BigDecimal("0.0000000001"));
        object.putNull("e");

        assertThat(line(object, "a", "b", "c", "d", "e")).isEqualTo("7,true,,0.0000000001,\r\n");
    }

    @Test
    void whatWouldBreakALineIsQuoted() {
        assertThat(line(Json.object().put("a", "say \"hi\", all\r\nof you"), "a"))
                .isEqualTo("\"say \"\"hi\"\", all\r\nof you\"\r\n");
        assertThat(line(Json.object().put("a", " blank "), "a")).isEqualTo("\" blank \"\r\n");
        assertThat(line(Json.object().put("a", "plain-text"), "a")).isEqualTo("plain-text\r\n");
        assertThat(line(Json.object().put("a", ""), "a")).isEqualTo("\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1"})
    void noTextIsAFormula(String text) {
        assertThat(line(Json.object().put("a", text), "a")).isEqualTo("\"'" + text + "\"\r\n");
    }

    private static String line(ObjectNode object, String... columns) {
        StringBuilder line = new StringBuilder();
        Csv.line(line, List.of(columns), object);
        return line.toString();
    }
}
