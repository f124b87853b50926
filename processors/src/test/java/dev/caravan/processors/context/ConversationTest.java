package dev.caravan.processors.context;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.Operation;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Each message is known by its text's first letter; the rest of the text is ballast of about a hundred tokens. */
class ConversationTest {

    private static final String BALLAST = " x".repeat(200);

    @Test
    void theOldestExchangesGoFirstAndWhatTheOperatorSaysStays() {
        ObjectNode body = chat("s:system", "a:user", "b:assistant", "c:user", "d:assistant", "e:user");

        assertThat(cut(body, 450, ContextStrategy.DROP_OLDEST)).containsExactly("s", "c", "d", "e");
        assertThat(cut(body, 250, ContextStrategy.DROP_OLDEST)).containsExactly("s", "e");
    }

    @Test
    void theUsersLastMessageStaysHoweverLongItIs() {
        assertThat(cut(chat("a:user", "b:assistant", "e:user"), 1, ContextStrategy.DROP_OLDEST))
                .containsExactly("e");
    }

    @Test
    void aConversationThatFitsStaysAsItIs() {
        ObjectNode body = chat("a:user", "b:assistant", "e:user");

        Cut cut = new Conversation(body, dialogue(Operation.CHAT_COMPLETIONS)).cut(1000, ContextStrategy.DROP_OLDEST);

        assertThat(cut.isNothing()).isTrue();
    }

    @Test
    void theMiddleIsCutOutFromItsCentreOutwards() {
        ObjectNode body =
                chat("s:system", "a:user", "b:assistant", "c:user", "d:assistant", "e:user", "f:assistant", "g:user");

        assertThat(cut(body, 650, ContextStrategy.MIDDLE_OUT)).containsExactly("s", "a", "b", "e", "f", "g");
        assertThat(cut(body, 450, ContextStrategy.MIDDLE_OUT)).containsExactly("s", "e", "f", "g");
    }

    @Test
    void aCallIsNeverPartedFromItsResults() {
        ObjectNode body = chat("a:user", "b:call", "c:tool", "d:tool", "e:assistant", "f:user", "g:call", "h:tool");

        assertThat(cut(body, 700, ContextStrategy.DROP_OLDEST)).containsExactly("f", "g", "h");
    }

    @Test
    void ofOneLongRunOfCallsTheOldestRoundsGoAndTheLastStays() {
        ObjectNode body = chat("a:user", "b:call", "c:tool", "d:call", "e:tool", "f:call", "g:tool");

        assertThat(cut(body, 550, ContextStrategy.DROP_OLDEST)).containsExactly("a", "d", "e", "f", "g");
        assertThat(cut(body, 1, ContextStrategy.DROP_OLDEST)).containsExactly("a", "f", "g");
    }

    @Test
    void anthropicsResultsComeInMessagesOfTheUsers() {
        ObjectNode body = body(
                """
                {"system":"s","messages":[
                  {"role":"user","content":"a%1$s"},
                  {"role":"assistant","content":[{"type":"text","text":"b%1$s"},{"type":"tool_use","id":"1","name":"n","input":{}}]},
                  {"role":"user","content":[{"type":"tool_result","tool_use_id":"1","content":"c%1$s"}]},
                  {"role":"assistant","content":"d%1$s"},
                  {"role":"user","content":[{"type":"text","text":"e%1$s"}]}]}""");

        assertThat(cut(Operation.MESSAGES, body, 300, ContextStrategy.DROP_OLDEST))
                .containsExactly("e");
        assertThat(new Conversation(body, dialogue(Operation.MESSAGES))
                        .cut(300, ContextStrategy.DROP_OLDEST)
                        .rest(null)
                        .path("system")
                        .asText())
                .isEqualTo("s");
    }

    @Test
    void geminisResultsAreParts() {
        ObjectNode body = body(
                """
                {"contents":[
                  {"role":"user","parts":[{"text":"a%1$s"}]},
                  {"role":"model","parts":[{"text":"b%1$s"},{"functionCall":{"name":"n","args":{}}}]},
                  {"role":"user","parts":[{"functionResponse":{"name":"n","response":{"r":"c%1$s"}}}]},
                  {"parts":[{"text":"e%1$s"}]}]}""");

        assertThat(cut(Operation.GENERATE_CONTENT, body, 300, ContextStrategy.DROP_OLDEST))
                .containsExactly("e");
    }

    @Test
    void responsesHaveTheirThoughtsCallsAndResultsAsItems() {
        ObjectNode body = body(
                """
                {"input":[
                  {"role":"developer","content":"s%1$s"},
                  {"role":"user","content":"a%1$s"},
                  {"type":"reasoning","summary":[{"type":"summary_text","text":"b%1$s"}]},
                  {"type":"function_call","call_id":"1","name":"n","arguments":"c%1$s"},
                  {"type":"function_call_output","call_id":"1","output":"d%1$s"},
                  {"type":"reasoning","summary":[{"type":"summary_text","text":"e%1$s"}]},
                  {"type":"message","role":"assistant","content":[{"type":"output_text","text":"f%1$s"}]}]}""");

        assertThat(cut(Operation.RESPONSES, body, 1, ContextStrategy.DROP_OLDEST))
                .containsExactly("s", "a", "e", "f");
    }

    @Test
    void aSummaryStandsInThePlaceOfWhatItSums() {
        ObjectNode body = chat("s:system", "a:user", "b:assistant", "e:user");

        ObjectNode rest = new Conversation(body, dialogue(Operation.CHAT_COMPLETIONS))
                .cut(1, ContextStrategy.SUMMARIZE)
                .rest("in short");

        assertThat(rest.path("messages").get(1).toString()).isEqualTo("{\"role\":\"user\",\"content\":\"in short\"}");
        assertThat(rest.path("messages")).hasSize(3);
        assertThat(body.path("messages")).as("the original").hasSize(4);
    }

    @Test
    void aPictureCountsAsAPictureAndNotAsItsLetters() {
        ObjectNode picture = Json.object().put("data", "iVBORw0KGgo".repeat(100_000));

        assertThat(RoughTokens.of(picture)).isBetween(1400L, 1600L);
        assertThat(RoughTokens.of(Json.object().put("data", "some words ".repeat(10_000))))
                .isGreaterThan(20_000);
    }

    @Test
    void aRequestHasNeverMoreTokensThanAFourthOfItsBytes() {
        ObjectNode body =
                chat("s:system", "a:user", "b:call", "c:tool").put("n", 1.5).put("t", "äöü€ \"\n");

        assertThat(RoughTokens.of(body)).isLessThanOrEqualTo(Json.bytes(body).length / 4);
    }

    private static List<String> cut(ObjectNode body, long limit, ContextStrategy strategy) {
        return cut(Operation.CHAT_COMPLETIONS, body, limit, strategy);
    }

    private static List<String> cut(Operation operation, ObjectNode body, long limit, ContextStrategy strategy) {
        Dialogue dialogue = dialogue(operation);
        ObjectNode rest = new Conversation(body, dialogue).cut(limit, strategy).rest(null);
        List<String> letters = new ArrayList<>();
        for (JsonNode message : rest.path(dialogue.field())) {
            String json = message.toString();
            letters.add(json.substring(json.indexOf(BALLAST) - 1, json.indexOf(BALLAST)));
        }
        return letters;
    }

    private static Dialogue dialogue(Operation operation) {
        return Objects.requireNonNull(Dialogue.of(operation));
    }

    /** @param messages letter and role; {@code call} is an assistant that calls */
    private static ObjectNode chat(String... messages) {
        ObjectNode body = Json.object().put("model", "m");
        for (String message : messages) {
            String role = message.substring(2);
            ObjectNode json = body.withArray("messages").addObject();
            json.put("role", role.equals("call") ? "assistant" : role).put("content", message.charAt(0) + BALLAST);
            if (role.equals("call")) {
                json.putArray("tool_calls").addObject().put("id", "1");
            }
        }
        return body;
    }

    private static ObjectNode body(String json) {
        return (ObjectNode) Objects.requireNonNull(Json.parse(json.formatted(BALLAST)));
    }
}
