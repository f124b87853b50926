package dev.caravan.testkit.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponsesGrammarTest {

    private static final String RESPONSE = "'id':'resp_1','object':'response','created_at':1,'incomplete_details':null,"
            + "'instructions':null,'metadata':{},'model':'m','parallel_tool_calls':true,'temperature':null,"
            + "'tool_choice':'auto','tools':[],'top_p':null";

    private static final String THOUGHT =
            "{'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'Hm.'}]}";
    private static final String TEXT = "{'type':'output_text','text':'Hi','annotations':[],'logprobs':[]}";
    private static final String MESSAGE =
            "{'type':'message','id':'msg_1','role':'assistant','status':'completed','content':[" + TEXT + "]}";
    private static final String CALL = "{'type':'function_call','id':'fc_1','call_id':'call_1','name':'f',"
            + "'status':'completed','arguments':'{}'}";

    /** A good stream; the tests change it by the numbers of its events. */
    private static final List<String> GOOD = List.of(
            event("response.created", "'response':" + response("in_progress", "")),
            event("response.in_progress", "'response':" + response("in_progress", "")),
            event("response.output_item.added", at(0, "'item':{'type':'reasoning','id':'rs_1','summary':[]}")),
            event("response.reasoning_summary_part.added", summary("'part':{'type':'summary_text','text':''}")),
            event("response.reasoning_summary_text.delta", summary("'delta':'Hm.'")),
            event("response.reasoning_summary_text.done", summary("'text':'Hm.'")),
            event("response.reasoning_summary_part.done", summary("'part':{'type':'summary_text','text':'Hm.'}")),
            event("response.output_item.done", at(0, "'item':" + THOUGHT)),
            event(
                    "response.output_item.added",
                    at(
                            1,
                            "'item':{'type':'message','id':'msg_1','role':'assistant','status':'in_progress','content':[]}")),
            event(
                    "response.content_part.added",
                    content("'part':{'type':'output_text','text':'','annotations':[],'logprobs':[]}")),
            event("response.output_text.delta", content("'delta':'H','logprobs':[]")),
            event("response.output_text.delta", content("'delta':'i','logprobs':[]")),
            event("response.output_text.done", content("'text':'Hi','logprobs':[]")),
            event("response.content_part.done", content("'part':" + TEXT)),
            event("response.output_item.done", at(1, "'item':" + MESSAGE)),
            event(
                    "response.output_item.added",
                    at(2, "'item':" + CALL.replace("completed", "in_progress").replace("{}", ""))),
            event("response.function_call_arguments.delta", at(2, "'item_id':'fc_1','delta':'{}'")),
            event("response.function_call_arguments.done", at(2, "'item_id':'fc_1','arguments':'{}','name':'f'")),
            event("response.output_item.done", at(2, "'item':" + CALL)),
            event("response.completed", "'response':" + response("completed", THOUGHT + "," + MESSAGE + "," + CALL)));

    private static final String ERROR = event("error", "'code':'c','message':'m','param':null");
    private static final String FAILED =
            event("response.failed", "'response':" + response("failed", "", "{'code':'c','message':'m'}"));

    @Test
    void acceptsAGoodStream() {
        assertThatCode(() -> check(GOOD)).doesNotThrowAnyException();
    }

    @Test
    void acceptsAnErrorAtAnyPlace() {
        for (int kept = 0; kept < GOOD.size(); kept++) {
            List<String> broken = new ArrayList<>(GOOD.subList(0, kept));
            broken.add(ERROR);
            assertThatCode(() -> check(broken)).doesNotThrowAnyException();
            if (kept > 0) {
                broken.add(FAILED);
                assertThatCode(() -> check(broken)).doesNotThrowAnyException();
            }
        }
    }

    @Test
    void rejectsAStreamThatBreaksOff() {
        for (int kept = 0; kept < GOOD.size(); kept++) {
            List<String> broken = GOOD.subList(0, kept);
            assertRejected(() -> check(broken));
        }
    }

    @Test
    void rejectsAStreamThatLacksAnyEventOrHasOneTwice() {
        for (int i = 0; i < GOOD.size(); i++) {
            List<String> without = new ArrayList<>(GOOD);
            String event = without.remove(i);
            assertRejected(() -> check(without));
            List<String> twice = new ArrayList<>(GOOD);
            twice.add(i, event);
            assertRejected(() -> check(twice));
        }
    }

    @Test
    void rejectsEveryTwoNeighboursThatChangePlaces() {
        for (int i = 0; i + 1 < GOOD.size(); i++) {
            List<String> swapped = new ArrayList<>(GOOD);
            swapped.set(i, GOOD.get(i + 1));
            swapped.set(i + 1, GOOD.get(i));
            // An item may begin before the one before it is done.
            if (GOOD.get(i).contains("output_item.done") && GOOD.get(i + 1).contains("output_item.added")) {
                assertThatCode(() -> check(swapped)).doesNotThrowAnyException();
            } else {
                assertRejected(() -> check(swapped));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    0 | 'resp_1' | 'answer-1'
                    0 | 'model':'m', | nothing
                    1 | 'resp_1' | 'resp_2'
                    2 | 'id':'rs_1' | 'id':''
                    4 | 'rs_1' | 'rs_2'
                    4 | 'summary_index':0 | 'summary_index':1
                    6 | 'Hm.' | 'Hm'
                    7 | 'rs_1' | 'rs_2'
                    8 | 'msg_1' | 'rs_1'
                    8 | 'output_index':1 | 'output_index':2
                    8 | 'in_progress' | 'completed'
                    8 | 'assistant' | 'user'
                    9 | 'content_index':0 | 'content_index':1
                    9 | 'annotations':[], | nothing
                    10 | ,'logprobs':[] | nothing
                    10 | output_text | refusal
                    11 | 'delta':'i' | 'delta':'o'
                    12 | 'text':'Hi' | 'text':'Ho'
                    13 | 'text':'Hi' | 'text':'Ho'
                    14 | 'text':'Hi' | 'text':'Ho'
                    14 | 'completed' | 'in_progress'
                    15 | 'arguments':'' | 'arguments':'{'
                    15 | 'call_id':'call_1' | 'call_id':''
                    17 | '{}' | '{1}'
                    18 | 'call_1' | 'call_2'
                    18 | '{}' | '{1}'
                    19 | 'status':'completed','error' | 'status':'failed','error'
                    19 | 'text':'Hi' | 'text':'Ho'
                    19 | 'incomplete_details':null | 'incomplete_details':{}
                    19 | 'total_tokens':3 | 'total':3
                    """)
    void rejectsAnEventThatIsNotRight(int index, String right, String wrong) {
        assertThat(GOOD.get(index)).contains(right);
        List<String> events = new ArrayList<>(GOOD);
        events.set(index, GOOD.get(index).replace(right, wrong.equals("nothing") ? "" : wrong));

        assertRejected(() -> check(events));
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: [DONE]\n\n", "event: error\ndata: {\"type\":\"error\"}\n\n"})
    void rejectsWhatFollowsTheEnd(String more) {
        assertRejected(() -> new ResponsesGrammar().check((stream(GOOD) + more).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void rejectsAWrongNumberAnEventLineOfAnotherNameAndALastEventWithoutItsBlankLine() {
        String good = stream(GOOD);

        for (String bad : Arrays.asList(
                good.replace("\"sequence_number\":5,", "\"sequence_number\":6,"),
                good.replaceFirst("event: response.output_text.done", "event: response.output_text.delta"),
                good.replaceFirst("event: response.created\n", ""),
                good.substring(0, good.length() - 1))) {
            assertRejected(() -> new ResponsesGrammar().check(bad.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static void assertRejected(ThrowingCallable check) {
        assertThat(catchThrowable(check)).isInstanceOf(AssertionError.class);
    }

    private static void check(List<String> events) {
        new ResponsesGrammar().check(stream(events).getBytes(StandardCharsets.UTF_8));
    }

    /** Numbers the events. */
    private static String stream(List<String> events) {
        StringBuilder stream = new StringBuilder();
        int number = 0;
        for (String event : events) {
            stream.append(event.replace("#", String.valueOf(number++)).replace('\'', '"'));
        }
        return stream.toString();
    }

    private static String event(String type, String fields) {
        return "event: " + type + "\ndata: {'type':'" + type + "','sequence_number':#," + fields + "}\n\n";
    }

    private static String response(String status, String output) {
        return response(status, output, "null");
    }

    private static String response(String status, String output, String error) {
        return "{" + RESPONSE + ",'status':'" + status + "','error':" + error + ",'output':[" + output
                + "],'usage':{'input_tokens':1,'input_tokens_details':{'cached_tokens':0},'output_tokens':2,"
                + "'output_tokens_details':{'reasoning_tokens':0},'total_tokens':3}}";
    }

    private static String at(int index, String fields) {
        return "'output_index':" + index + "," + fields;
    }

    private static String summary(String fields) {
        return at(0, "'item_id':'rs_1','summary_index':0," + fields);
    }

    private static String content(String fields) {
        return at(1, "'item_id':'msg_1','content_index':0," + fields);
    }
}
