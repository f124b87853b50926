package dev.caravan.provider.gemini.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.wire.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolsAndConfigWriterTest {

    private static final Message HI = new Message(Role.USER, "Hi");

    private final Losses losses = new Losses();

    @Test
    void putsAllFunctionsIntoOneEntryInTheirOrder() {
        ChatRequest.Builder request = said(HI).tools(List.of(
                new Tool.Function("b", "B.", Golden.node("{'type':'object','properties':{'x':{'type':'string'}}}")),
                new Tool.BuiltIn("gemini", "googleSearch", Golden.node("{'googleSearch':{}}")),
                new Tool.Function("a", null, Golden.node("{'type':'object','properties':{}}"))));

        assertThat(text(body(request).path("tools")))
                .isEqualTo(
                        "[{'functionDeclarations':["
                                + "{'name':'b','description':'B.','parameters':{'type':'OBJECT','properties':{'x':{'type':'STRING'}}}},"
                                + "{'name':'a','parametersJsonSchema':{'type':'object','properties':{}}}]},{'googleSearch':{}}]");
    }

    @Test
    void writesWhichToolsAreToBeCalled() {
        assertThat(choice(new ToolChoice.Auto())).isEqualTo("{'mode':'AUTO'}");
        assertThat(choice(new ToolChoice.None())).isEqualTo("{'mode':'NONE'}");
        assertThat(choice(new ToolChoice.Required())).isEqualTo("{'mode':'ANY'}");
        assertThat(choice(new ToolChoice.Named("f"))).isEqualTo("{'mode':'ANY','allowedFunctionNames':['f']}");
        assertThat(choice(new ToolChoice.Allowed(List.of("f", "g"), true)))
                .isEqualTo("{'mode':'ANY','allowedFunctionNames':['f','g']}");
        assertThat(choice(new ToolChoice.Allowed(List.of("f"), false)))
                .isEqualTo("{'mode':'VALIDATED','allowedFunctionNames':['f']}");
    }

    @Test
    void writesTheFormatOfTheOutput() {
        OutputFormat inSubset = new OutputFormat.JsonSchema(
                "s", null, Golden.node("{'type':'object','properties':{'a':{'type':'string'}}}"), true);
        OutputFormat beyond = new OutputFormat.JsonSchema("s", Golden.node("{'const':1}"));

        assertThat(format(new OutputFormat.JsonObject())).isEqualTo("{'responseMimeType':'application/json'}");
        assertThat(format(inSubset))
                .isEqualTo("{'responseMimeType':'application/json',"
                        + "'responseSchema':{'type':'OBJECT','properties':{'a':{'type':'STRING'}}}}");
        assertThat(format(beyond))
                .isEqualTo("{'responseMimeType':'application/json','responseJsonSchema':{'const':1}}");
        assertThat(losses.fields()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "gemini-2.5-flash | low | {'thinkingBudget':1024} | ",
                "gemini-2.5-flash | medium | {'thinkingBudget':8192} | ",
                "gemini-2.5-flash | high | {'thinkingBudget':24576} | ",
                "gemini-2.5-flash | max | {'thinkingBudget':24576} | reasoning_effort",
                "gemini-2.5-flash | none | {'thinkingBudget':0} | ",
                "gemini-2.5-pro | none | {'thinkingBudget':128} | thinking",
                "models/gemini-3-flash-preview | minimal | {'thinkingLevel':'MINIMAL'} | ",
                "gemini-3-pro-preview | minimal | {'thinkingLevel':'LOW'} | ",
                "gemini-3-pro-preview | medium | {'thinkingLevel':'MEDIUM'} | ",
                "gemini-3-pro-preview | high | {'thinkingLevel':'HIGH'} | ",
                "gemini-3-pro-preview | xhigh | {'thinkingLevel':'HIGH'} | reasoning_effort",
                "gemini-3-pro-preview | none | {'thinkingLevel':'LOW'} | thinking",
                "gemini-3-flash-preview | none | {'thinkingLevel':'MINIMAL'} | thinking",
                "tuned | high | {'thinkingLevel':'HIGH'} | ",
            },
            delimiter = '|')
    void writesEffortsAsTheModelKnowsThem(String model, String effort, String config, String loss) {
        JsonNode body = body(said(HI).model(model).thinking(Thinking.ofEffort(effort)));

        assertThat(text(body.at("/generationConfig/thinkingConfig"))).isEqualTo(config);
        assertThat(losses.fields()).isEqualTo(loss == null ? List.of() : List.of(loss));
    }

    @Test
    void writesBudgetsAndTheWishToSeeThoughts() {
        assertThat(thinking(Thinking.ofBudget(512))).isEqualTo("{'thinkingBudget':512}");
        assertThat(thinking(new Thinking(Thinking.Mode.ADAPTIVE, null, null, "summarized")))
                .isEqualTo("{'thinkingBudget':-1,'includeThoughts':true}");
        assertThat(thinking(new Thinking(Thinking.Mode.DISABLED, null, null, "omitted")))
                .isEqualTo("{'thinkingBudget':0}");
    }

    private static ChatRequest.Builder said(Message... messages) {
        return ChatRequest.of("test-model", List.of(messages));
    }

    private String choice(ToolChoice choice) {
        return text(body(said(HI).toolChoice(choice)).at("/toolConfig/functionCallingConfig"));
    }

    private String format(OutputFormat format) {
        return text(body(said(HI).format(format)).path("generationConfig"));
    }

    private String thinking(Thinking thinking) {
        return text(body(said(HI).thinking(thinking)).at("/generationConfig/thinkingConfig"));
    }

    private JsonNode body(ChatRequest.Builder request) {
        return new GeminiDialect().encodeRequest(request.build(), losses).body();
    }

    private static String text(JsonNode json) {
        return Json.text(json).replace('"', '\'');
    }
}
