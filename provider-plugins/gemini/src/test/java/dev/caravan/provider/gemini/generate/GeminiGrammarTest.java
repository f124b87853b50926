package dev.caravan.provider.gemini.generate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.testkit.grammar.GeminiGrammar;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeminiGrammarTest {

    private static final String LABEL = "'modelVersion':'m','responseId':'r'";
    private static final String SAID =
            "data: {'candidates':[{'content':{'parts':[{'text':'a'}],'role':'model'}}]," + LABEL + "}\n\n";
    private static final String LAST = "data: {'candidates':[{'finishReason':'STOP'}],'usageMetadata':"
            + "{'promptTokenCount':1,'candidatesTokenCount':1,'totalTokenCount':2}," + LABEL + "}\n\n";
    private static final String ERROR = "data: {'error':{'code':503,'message':'Busy.','status':'UNAVAILABLE'}}\n\n";

    @Test
    void takesWholeStreamsAndThoseThatEndInAnError() {
        assertThatCode(() -> check(SAID + LAST)).doesNotThrowAnyException();
        assertThatCode(() -> check(SAID + ERROR)).doesNotThrowAnyException();
        assertThatCode(() -> check(ERROR)).doesNotThrowAnyException();
    }

    @Test
    void refusesStreamsThatEndTooEarlyOrTooLate() {
        assertFault("", "within an event");
        assertFault(SAID, "before every candidate has a finishReason");
        assertFault(SAID + LAST.strip(), "within an event");
        assertFault(SAID + LAST + SAID, "goes on after its finishReason");
        assertFault(ERROR + LAST, "behind the error");
        assertFault(SAID + LAST + "data: [DONE]\n\n", "no JSON object");
        assertFault(SAID + SAID.replace("'content'", "'finishReason':'STOP','content'"), "no usageMetadata");
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "'role':'model' | 'role':'assistant' | role is not model",
                "'text':'a' | 'text':1 | text is no string",
                "'text':'a' | 'text':'a','functionCall':{'name':'f'} | exactly one kind",
                "'text':'a' | 'thought':true | exactly one kind",
                "'text':'a' | 'functionCall':{'name':''} | no name",
                "'text':'a' | 'functionCall':{'name':'f','args':'{}'} | args are no object",
                "'text':'a' | 'text':'a','thoughtSignature':'?' | no base64",
                "'text':'a' | 'text':'a','delta':1 | unknown field delta",
                "[{'text':'a'}] | [] | says nothing",
                "'responseId':'r' | 'responseId':'other' | responseId changes",
                "'modelVersion':'m', | '' | no modelVersion",
                "'candidates' | 'choices' | unknown field choices",
            },
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true)
    void refusesAnEventThatIsNotAResponse(String right, String wrong, String fault) {
        String replacement = wrong.equals("''") ? "" : wrong;
        assertFault(
                LAST.replace("'finishReason':'STOP'", "'index':1,'finishReason':'STOP'")
                        + SAID.replace(right, replacement),
                fault);
    }

    @Test
    void refusesNamedEventsAndDataOfSeveralLines() {
        assertFault(SAID.replace("data: ", "event: x\ndata: ") + LAST, "not one line of data");
        assertFault(SAID.replace("{'candidates'", "{\ndata: 'candidates'") + LAST, "more than one line");
    }

    @Test
    void refusesUsageThatDoesNotAddUpAndUnknownReasons() {
        assertFault(SAID + LAST.replace("'totalTokenCount':2", "'totalTokenCount':3"), "not the sum");
        assertFault(SAID + LAST.replace("STOP", "end_turn"), "unknown finishReason");
        assertFault(ERROR.replace("UNAVAILABLE", "overloaded_error"), "status is unknown");
        assertFault(ERROR.replace("503", "7"), "no HTTP status");
    }

    private static void assertFault(String stream, String fault) {
        assertThatThrownBy(() -> check(stream))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(fault);
    }

    private static void check(String stream) {
        new GeminiGrammar().check(stream.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
