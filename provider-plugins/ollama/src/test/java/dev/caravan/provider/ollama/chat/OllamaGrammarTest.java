package dev.caravan.provider.ollama.chat;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.testkit.grammar.OllamaGrammar;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar that the streams are held to finds what is wrong with one. */
class OllamaGrammarTest {

    private static final String HEAD = "{\"model\":\"m\",\"created_at\":\"2025-07-07T20:22:19.184789Z\",";
    private static final String LINE = HEAD + "\"message\":{\"role\":\"assistant\",\"content\":\"Hi\",\"tool_calls\":"
            + "[{\"function\":{\"name\":\"f\",\"arguments\":{}}}]},\"done\":false}\n";
    private static final String LAST = HEAD + "\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,"
            + "\"done_reason\":\"stop\",\"eval_count\":3}\n";
    private static final String ERROR = "{\"error\":\"boom\"}\n";

    @ParameterizedTest
    @ValueSource(strings = {LINE + LAST, LAST, LINE + ERROR, ERROR})
    void acceptsAGoodStream(String stream) {
        assertThatCode(() -> check(stream)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                LINE,
                LAST + LINE,
                LAST + LAST,
                ERROR + LINE + LAST,
                LINE + "\n" + LAST,
                "[]\n",
                "{\"error\":\"\"}\n"
            })
    void findsWhatIsInTheWrongPlace(String stream) {
        assertThatThrownBy(() -> check(stream)).isInstanceOf(AssertionError.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            "model":"m",             | ''
            2025-07-07T              | yesterday
            assistant                | user
            "content":"Hi"           | "content":null
            "name":"f"               | "name":""
            "arguments":{}           | "arguments":"{}"
            "stop"                   | "end_turn"
            "eval_count":3           | "eval_count":"3"
            "done":false             | "done":false,"done_reason":"stop"
            "done":false             | "done":false,"eval_count":3
            """)
    void findsAWrongWord(String right, String wrong) {
        assertThatThrownBy(() -> check((LINE + LAST).replace(right, wrong))).isInstanceOf(AssertionError.class);
    }

    @Test
    void tellsTheFormsApart() {
        byte[] chat = (LINE + LAST).getBytes(StandardCharsets.UTF_8);
        byte[] response =
                (HEAD + "\"response\":\"\",\"done\":true,\"done_reason\":\"stop\"}\n").getBytes(StandardCharsets.UTF_8);

        assertThatCode(() -> OllamaGrammar.generate().check(response)).doesNotThrowAnyException();
        assertThatThrownBy(() -> OllamaGrammar.generate().check(chat)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> OllamaGrammar.chat().check(response)).isInstanceOf(AssertionError.class);
    }

    private static void check(String stream) {
        OllamaGrammar.chat().check(stream.getBytes(StandardCharsets.UTF_8));
    }
}
