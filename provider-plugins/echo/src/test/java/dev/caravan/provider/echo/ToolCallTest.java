package dev.caravan.provider.echo;

import static dev.caravan.provider.echo.EchoCalls.chat;
import static dev.caravan.provider.echo.EchoCalls.chatStream;
import static dev.caravan.provider.echo.EchoCalls.chunks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checked against OpenAI's API reference, "Create chat completion", the examples of functions and streaming. */
class ToolCallTest {

    private static final String TOOLS =
            """
            [{'type':'function','function':{'name':'get_weather','parameters':{'type':'object','properties':
            {'location':{'type':'string'},'unit':{'enum':['celsius','fahrenheit']}},'required':['location','unit']}}},
            {'type':'function','function':{'name':'get_time'}}]
            """;
    private static final String BODY =
            "{'model':'echo-1','messages':[{'role':'user','content':'Paris'}],'tools':" + TOOLS + "%s}";

    @Test
    void callsTheFirstToolWithArgumentsOfItsSchema() {
        JsonNode choice = chat(BODY.formatted("")).at("/choices/0");

        JsonNode call = choice.at("/message/tool_calls/0");
        assertThat(choice.get("finish_reason").textValue()).isEqualTo("tool_calls");
        assertThat(choice.get("message").fieldNames())
                .toIterable()
                .containsExactly("role", "content", "tool_calls", "refusal", "annotations");
        assertThat(choice.at("/message/content").isNull()).isTrue();
        assertThat(choice.at("/message/tool_calls")).hasSize(1);
        assertThat(call.fieldNames()).toIterable().containsExactly("id", "type", "function");
        assertThat(call.get("id").textValue()).matches("call_[0-9a-f]{24}");
        assertThat(call.get("type").textValue()).isEqualTo("function");
        assertThat(call.at("/function/name").textValue()).isEqualTo("get_weather");
        assertThat(call.at("/function/arguments").textValue())
                .isEqualTo("{\"location\":\"Paris\",\"unit\":\"celsius\"}");
    }

    @Test
    void streamsTheNameAndThenTheArgumentsPieceByPiece() {
        List<JsonNode> chunks = chunks(chatStream(BODY.formatted(",'stream':true")));

        JsonNode first = chunks.get(0).at("/choices/0/delta");
        assertThat(first.get("role").textValue()).isEqualTo("assistant");
        assertThat(first.get("content").isNull()).isTrue();
        assertThat(first.at("/tool_calls/0/index").intValue()).isZero();
        assertThat(first.at("/tool_calls/0/id").textValue()).startsWith("call_");
        assertThat(first.at("/tool_calls/0/type").textValue()).isEqualTo("function");
        assertThat(first.at("/tool_calls/0/function").toString())
                .isEqualTo("{\"name\":\"get_weather\",\"arguments\":\"\"}");
        List<JsonNode> middle = chunks.subList(1, chunks.size() - 1);
        assertThat(middle)
                .hasSizeGreaterThan(2)
                .extracting(chunk -> chunk.at("/choices/0/delta").toString())
                .allSatisfy(delta ->
                        assertThat(delta).startsWith("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\""));
        assertThat(middle.stream()
                        .map(chunk -> chunk.at("/choices/0/delta/tool_calls/0/function/arguments")
                                .textValue())
                        .collect(Collectors.joining()))
                .isEqualTo("{\"location\":\"Paris\",\"unit\":\"celsius\"}");
        JsonNode last = chunks.get(chunks.size() - 1).at("/choices/0");
        assertThat(last.get("delta")).isEmpty();
        assertThat(last.get("finish_reason").textValue()).isEqualTo("tool_calls");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'auto' | get_weather",
                "'required' | get_weather",
                "{'type':'function','function':{'name':'get_time'}} | get_time",
                "{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[{'type':'function',"
                        + "'function':{'name':'get_time'}}]}} | get_time",
            },
            quoteCharacter = '`')
    void callsTheToolThatIsChosen(String choice, String name) {
        assertThat(chat(BODY.formatted(",'tool_choice':" + choice))
                        .at("/choices/0/message/tool_calls/0/function/name")
                        .textValue())
                .isEqualTo(name);
    }

    @Test
    void givesNoArgumentsToAToolWithoutParameters() {
        assertThat(chat(BODY.formatted(",'tool_choice':{'type':'function','function':{'name':'get_time'}}"))
                        .at("/choices/0/message/tool_calls/0/function/arguments")
                        .textValue())
                .isEqualTo("{}");
    }

    @Test
    void callsNothingWhenToldNotTo() {
        assertThat(chat(BODY.formatted(",'tool_choice':'none'"))
                        .at("/choices/0/message/content")
                        .textValue())
                .isEqualTo("echo: Paris");
    }

    @Test
    void speaksOnceTheToolHasAnswered() {
        JsonNode answer = chat("{'model':'m','tools':" + TOOLS + ",'messages':[{'role':'user','content':'Paris'},"
                + "{'role':'assistant','content':null,'tool_calls':[{'id':'call_1','type':'function','function':"
                + "{'name':'get_weather','arguments':'{}'}}]},"
                + "{'role':'tool','tool_call_id':'call_1','content':'sunny'}]}");

        assertThat(answer.at("/choices/0/message/content").textValue()).isEqualTo("echo: Paris");
        assertThat(answer.at("/choices/0/message").has("tool_calls")).isFalse();
        assertThat(answer.at("/choices/0/finish_reason").textValue()).isEqualTo("stop");
    }

    @Test
    void givesEachChoiceACallOfItsOwn() {
        JsonNode choices = chat(BODY.formatted(",'n':2")).get("choices");

        assertThat(choices.get(0).at("/message/tool_calls/0/id"))
                .isNotEqualTo(choices.get(1).at("/message/tool_calls/0/id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'sometimes'", "{'type':'function','function':{'name':'no_such_tool'}}", "7"})
    void refusesAChoiceThatDoesNotExist(String choice) {
        assertThatThrownBy(() -> chat(BODY.formatted(",'tool_choice':" + choice)))
                .isInstanceOfSatisfying(GatewayError.class, error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.param()).isEqualTo("tool_choice");
                });
    }
}
