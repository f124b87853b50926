package dev.caravan.provider.cohere.chat;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.testkit.grammar.CohereGrammar;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The grammar that the streams are held to finds what is wrong with one. */
class CohereGrammarTest {

    private static final List<String> GOOD = List.of(
            "{\"type\":\"message-start\",\"id\":\"1\",\"delta\":{\"message\":{\"role\":\"assistant\"}}}",
            "{\"type\":\"content-start\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"type\":\"text\",\"text\":\"\"}}}}",
            "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"Hi\"}}}}",
            "{\"type\":\"citation-start\",\"index\":0,\"delta\":{\"message\":{\"citations\":{\"sources\":[]}}}}",
            "{\"type\":\"citation-end\",\"index\":0}",
            "{\"type\":\"content-end\",\"index\":0}",
            "{\"type\":\"tool-plan-delta\",\"delta\":{\"message\":{\"tool_plan\":\"So.\"}}}",
            "{\"type\":\"tool-call-start\",\"index\":0,\"delta\":{\"message\":{\"tool_calls\":{\"id\":\"c\","
                    + "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}}}}",
            "{\"type\":\"tool-call-delta\",\"index\":0,\"delta\":{\"message\":{\"tool_calls\":{\"function\":"
                    + "{\"arguments\":\"{}\"}}}}}",
            "{\"type\":\"tool-call-end\",\"index\":0}",
            "{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"TOOL_CALL\",\"usage\":{\"tokens\":{\"input_tokens\":1,"
                    + "\"output_tokens\":2}}}}");

    @Test
    void acceptsAGoodStream() {
        assertThatCode(() -> check(GOOD)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "3", "4", "5", "7", "8", "9", "10"})
    void missesAnEventThatIsNotThere(int left) {
        List<String> events = new ArrayList<>(GOOD);
        events.remove(left);

        assertThatThrownBy(() -> check(events)).isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "4", "5", "7", "9", "10"})
    void findsAnEventThatIsThereTwice(int twice) {
        List<String> events = new ArrayList<>(GOOD);
        events.add(twice, GOOD.get(twice));

        assertThatThrownBy(() -> check(events)).isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            2  | index":0            | index":1
            1  | type":"text"        | type":"song"
            2  | text":"Hi"          | thinking":"Hi"
            7  | id":"c"             | id":""
            7  | name":"f"           | name":""
            8  | arguments":"{}"     | arguments":"{"
            10 | TOOL_CALL           | tool_calls
            3  | sources             | sauces
            """)
    void findsAWrongWord(int event, String right, String wrong) {
        List<String> events = new ArrayList<>(GOOD);
        events.set(event, GOOD.get(event).replace(right, wrong));

        assertThatThrownBy(() -> check(events)).isInstanceOf(AssertionError.class);
    }

    @Test
    void findsAnEventUnderAnotherName() {
        assertThatThrownBy(() -> new CohereGrammar()
                        .check(stream(GOOD)
                                .replace("event: content-end", "event: content-start")
                                .getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(AssertionError.class);
    }

    private static void check(List<String> events) {
        new CohereGrammar().check(stream(events).getBytes(StandardCharsets.UTF_8));
    }

    private static String stream(List<String> events) {
        StringBuilder stream = new StringBuilder();
        for (String event : events) {
            String name = event.substring("{\"type\":\"".length(), event.indexOf('"', "{\"type\":\"".length()));
            stream.append("event: ")
                    .append(name)
                    .append("\ndata: ")
                    .append(event)
                    .append("\n\n");
        }
        return stream.toString();
    }
}
