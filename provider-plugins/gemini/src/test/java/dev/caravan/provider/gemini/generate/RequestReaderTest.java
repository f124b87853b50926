package dev.caravan.provider.gemini.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestReaderTest {

    private final Losses losses = new Losses();

    @Test
    void readsAConversationWithAllKindsOfParts() {
        ChatRequest request = read(Golden.json("request-conversation.json"));

        assertThat(request.model()).isEqualTo("gemini-2.5-flash");
        assertThat(request.messages())
                .extracting(Message::role)
                .containsExactly(Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.USER);
        assertThat(request.messages().get(0).parts())
                .containsExactly(new Part.Text("You are a cat."), new Part.Text("Your name is Neko."));
        assertThat(request.messages().get(1).parts())
                .containsExactly(
                        new Part.Text("What is in these?"),
                        new Part.Image(new MediaSource.Inline("image/png", "iVBORw0KGgo=")),
                        new Part.Audio(new MediaSource.Inline("audio/mp3", "SUQz"), "mp3"),
                        new Part.Document(
                                new MediaSource.Url(
                                        "https://generativelanguage.googleapis.com/v1beta/files/abc",
                                        "application/pdf"),
                                null),
                        new Part.Video(new MediaSource.Url("https://www.youtube.com/watch?v=9hE5-98ZeCg", "video/mp4")),
                        new Part.Document(new MediaSource.PlainText("Hello"), null));
        assertThat(request.messages().get(2).parts())
                .containsExactly(
                        new Part.Reasoning("I look closely.", "dGhvdWdodA==", null, null),
                        new Part.Reasoning("", "dGV4dA==", null, null),
                        new Part.Text("A picture."),
                        new Part.Opaque(
                                "gemini",
                                "executableCode",
                                Golden.node("{'executableCode':{'language':'PYTHON','code':'print(1)'},"
                                        + "'thoughtSignature':'Y29kZQ=='}")),
                        new Part.Opaque(
                                "gemini",
                                "codeExecutionResult",
                                Golden.node("{'codeExecutionResult':{'outcome':'OUTCOME_OK','output':'1\\n'}}")));
    }

    @Test
    void readsTheConfigurationAndNamesWhatIsOnlyGeminis() {
        ChatRequest request = read(Golden.json("request-conversation.json"));

        assertThat(request.sampling()).isEqualTo(new Sampling(0.7, 0.9, 40, null, 7L, 0.2, 0.1, null, true, 3, 2));
        assertThat(request.maxTokens()).isEqualTo(1024);
        assertThat(request.stop()).containsExactly("END");
        assertThat(request.thinking()).isEqualTo(new Thinking(Thinking.Mode.ENABLED, null, 2048, "auto"));
        assertThat(request.serviceTier()).isEqualTo("flex");
        assertThat(request.metadata()).isEqualTo(Map.of("team", "search"));
        OutputFormat.JsonSchema format = (OutputFormat.JsonSchema) request.format();
        assertThat(Json.text(format.schema()).replace('"', '\''))
                .isEqualTo("{'type':'object','properties':{"
                        + "'a':{'type':'array','items':{'type':'integer','format':'int32'},'maxItems':5},"
                        + "'b':{'type':['string','null'],'enum':['x','y',null]}},'required':['a']}");
        assertThat(losses.fields())
                .containsExactly(
                        "generation_config.speech_config",
                        "generation_config.media_resolution",
                        "safety_settings",
                        "cached_content");
    }

    @Test
    void readsSnakeCaseAndLoneItems() {
        ChatRequest request = read(Golden.json("request-snake-case.json"));

        assertThat(request.messages())
                .containsExactly(
                        new Message(Role.SYSTEM, "You are a cat."),
                        new Message(
                                Role.USER,
                                List.of(
                                        new Part.Image(new MediaSource.Inline("image/jpeg", "/9j/4A==")),
                                        new Part.Video(new MediaSource.Url("gs://bucket/film.mp4", "video/mp4")),
                                        new Part.Text("Describe both."))));
        assertThat(request.tools())
                .containsExactly(
                        new Tool.Function("now", "The time.", null),
                        new Tool.BuiltIn("gemini", "googleSearch", Golden.node("{'googleSearch':{}}")));
        assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Named("now"));
        assertThat(request.maxTokens()).isEqualTo(10);
        assertThat(request.stop()).containsExactly("END");
        assertThat(request.thinking()).isEqualTo(Thinking.ofEffort("low"));
        assertThat(request.format())
                .isEqualTo(new OutputFormat.JsonSchema(
                        null, Golden.node("{'type':'object','additionalProperties':false}")));
        assertThat(losses.fields()).containsExactly("contents.parts.video_metadata", "safety_settings");
    }

    @Test
    void readsToolsCallsAndResults() {
        ChatRequest request = read(Golden.json("request-tools.json"));

        assertThat(request.messages())
                .extracting(Message::role)
                .containsExactly(Role.USER, Role.ASSISTANT, Role.TOOL, Role.ASSISTANT, Role.TOOL);
        assertThat(request.messages().get(1).parts())
                .containsExactly(
                        new Part.ToolCall(
                                "fc-1", "set_light", "{\"brightness\":25,\"color\":\"warm\"}", "c2lnbmVk", null),
                        new Part.ToolCall(null, "now", "{}"));
        assertThat(request.messages().get(2).parts())
                .containsExactly(
                        new Part.ToolResult(
                                "fc-1",
                                "set_light",
                                List.of(new Part.Text("{\"brightness\":25,\"color\":\"warm\"}")),
                                false,
                                null),
                        new Part.ToolResult(
                                null, "now", List.of(new Part.Text("The clock stands still.")), true, null));
        assertThat(request.messages().get(4).parts())
                .containsExactly(new Part.ToolResult(
                        "fc-2",
                        "photo",
                        List.of(
                                new Part.Text("Done."),
                                new Part.Image(new MediaSource.Inline("image/png", "iVBORw0KGgo="))),
                        false,
                        null));
        assertThat(request.tools()).hasSize(5);
        assertThat(request.tools().get(0))
                .isEqualTo(new Tool.Function(
                        "set_light",
                        "Sets the light.",
                        Golden.node("{'type':'object','properties':{"
                                + "'brightness':{'type':'integer','minimum':0,'maximum':100,'description':'In percent.'},"
                                + "'color':{'type':'string','enum':['daylight','cool','warm']}},"
                                + "'required':['brightness']}")));
        assertThat(request.tools().get(2))
                .isEqualTo(new Tool.Function(
                        "photo",
                        "Takes a photo.",
                        Golden.node("{'type':'object','properties':{},'additionalProperties':false}")));
        assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Allowed(List.of("set_light", "now"), true));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void takesASystemInstructionThatIsAText() {
        ObjectNode body = Golden.object("{'systemInstruction':'Be brief.','contents':[{'parts':[{'text':'Hi'}]}]}");

        assertThat(read(body).messages().get(0)).isEqualTo(new Message(Role.SYSTEM, "Be brief."));
    }

    @Test
    void keepsMessagesOfResultsAndTextWithTheUser() {
        ObjectNode body = Golden.object("{'contents':[{'role':'user','parts':["
                + "{'functionResponse':{'name':'now','response':{'result':'noon'}}},{'text':'Go on.'}]}]}");

        assertThat(read(body).messages().get(0).role()).isEqualTo(Role.USER);
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "AUTO | Auto[]",
                "NONE | None[]",
                "ANY | Required[]",
                "any | Required[]",
                "MODE_UNSPECIFIED | null",
            },
            delimiter = '|')
    void readsTheModeOfFunctionCalling(String mode, String choice) {
        ObjectNode body = said();
        body.putObject("toolConfig").putObject("functionCallingConfig").put("mode", mode);

        assertThat(String.valueOf(read(body).toolChoice())).isEqualTo(choice);
        assertThat(losses.isEmpty()).isTrue();
    }

    @Test
    void namesTheLossOfValidatedCalls() {
        ObjectNode body = said();
        body.putObject("toolConfig").putObject("functionCallingConfig").put("mode", "VALIDATED");

        assertThat(read(body).toolChoice()).isEqualTo(new ToolChoice.Auto());
        assertThat(losses.fields()).containsExactly("tool_config.function_calling_config.mode");
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "{'thinkingBudget':0} | Thinking[mode=DISABLED, effort=null, budget=null, summary=null]",
                "{'thinkingBudget':-1} | Thinking[mode=ADAPTIVE, effort=null, budget=null, summary=null]",
                "{'thinkingBudget':512} | Thinking[mode=ENABLED, effort=null, budget=512, summary=null]",
                "{'thinkingLevel':'HIGH'} | Thinking[mode=null, effort=high, budget=null, summary=null]",
                "{'includeThoughts':true} | Thinking[mode=null, effort=null, budget=null, summary=auto]",
                "{'includeThoughts':false} | null",
            },
            delimiter = '|')
    void readsHowMuchToThink(String config, String thinking) {
        ObjectNode body = said();
        body.putObject("generationConfig").set("thinkingConfig", Golden.node(config));

        assertThat(String.valueOf(read(body).thinking())).isEqualTo(thinking);
    }

    @Test
    void namesAnOutputTypeThatIsNeitherTextNorJson() {
        ObjectNode body = said();
        body.putObject("generationConfig").put("responseMimeType", "text/x.enum");

        assertThat(read(body).format()).isNull();
        assertThat(losses.fields()).containsExactly("generation_config.response_mime_type");
    }

    @Test
    void takesASchemaForTheWishForJson() {
        ObjectNode body = said();
        body.putObject("generationConfig").set("responseSchema", Golden.node("{'type':'STRING'}"));

        assertThat(read(body).format()).isEqualTo(new OutputFormat.JsonSchema(null, Golden.node("{'type':'string'}")));
    }

    @Test
    void namesASchemaThatPlainTextCannotFollow() {
        ObjectNode body = said();
        body.putObject("generationConfig").put("responseMimeType", "text/plain").putObject("responseJsonSchema");

        assertThat(read(body).format()).isNull();
        assertThat(losses.fields()).containsExactly("generation_config.response_schema");
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "{} | contents | missing_required_parameter",
                "{'contents':[]} | contents | missing_required_parameter",
                "{'contents':'Hi'} | contents | invalid_type",
                "{'contents':[{'role':'system','parts':[{'text':'x'}]}]} | contents[0].role | invalid_value",
                "{'contents':[{'parts':[{}]}]} | contents[0].parts[0].text | invalid_value",
                "{'contents':[{'parts':[{'text':1}]}]} | contents[0].parts[0].text | invalid_type",
                "{'contents':[{'parts':[{'inline_data':{}}]}]} | contents[0].parts[0].inline_data.data"
                        + " | missing_required_parameter",
                "{'contents':[{'parts':[{'functionCall':{'name':'x','args':[]}}]}]}"
                        + " | contents[0].parts[0].functionCall.args | invalid_type",
                "{'contents':[{'parts':[{'text':'x'}]}],'generationConfig':{'topK':'many'}}"
                        + " | generationConfig.topK | invalid_type",
                "{'contents':[{'parts':[{'text':'x'}]}],'toolConfig':{'functionCallingConfig':{'mode':'SOME'}}}"
                        + " | toolConfig.functionCallingConfig.mode | invalid_value",
                "{'contents':[{'parts':[{'text':'x'}]}],'labels':{'a':1}} | labels.a | invalid_type",
            },
            delimiter = '|')
    void refusesWhatIsNotOfTheDialectByItsPath(String body, String path, String code) {
        assertThatThrownBy(() -> read(Golden.object(body))).isInstanceOfSatisfying(GatewayError.class, error -> {
            assertThat(error.status()).isEqualTo(400);
            assertThat(error.param()).isEqualTo(path);
            assertThat(error.code()).isEqualTo(code);
        });
    }

    private static ObjectNode said() {
        return Golden.object("{'contents':[{'parts':[{'text':'Hi'}]}]}");
    }

    private ChatRequest read(ObjectNode body) {
        return new GeminiDialect().decodeRequest(new WireRequest("gemini-2.5-flash", false, body), losses);
    }
}
