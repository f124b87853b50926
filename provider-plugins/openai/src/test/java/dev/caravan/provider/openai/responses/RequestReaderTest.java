package dev.caravan.provider.openai.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Citation;
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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {

    private final Losses losses = new Losses();

    @Test
    void readsEveryFieldOfARequest() {
        ObjectNode body = Golden.json("request.json");

        ChatRequest request = read(body);

        assertThat(losses.fields()).isEmpty();
        assertThat(request.model()).isEqualTo("gpt-5.1");
        assertThat(request.stream()).isTrue();
        assertThat(request.streamUsage()).isTrue();
        assertThat(request.messages())
                .extracting(Message::role)
                .containsExactly(
                        Role.SYSTEM, Role.DEVELOPER, Role.USER, Role.ASSISTANT, Role.TOOL, Role.TOOL, Role.USER);
        assertThat(request.messages().get(0)).isEqualTo(new Message(Role.SYSTEM, "Be brief."));
        assertThat(request.messages().get(2).parts())
                .containsExactly(
                        new Part.Text("What is in these?"),
                        new Part.Image(new MediaSource.Inline("image/png", "iVBORw0KGgo="), "low", null),
                        new Part.Image(new MediaSource.Url("https://example.com/camel.png", null)),
                        new Part.Image(new MediaSource.StoredFile("file-1")),
                        new Part.Document(new MediaSource.Inline("application/pdf", "JVBERi0="), "report.pdf"),
                        new Part.Document(new MediaSource.Url("https://example.com/report.pdf", null), null),
                        new Part.Document(new MediaSource.StoredFile("file-2"), null),
                        new Part.Audio(new MediaSource.Inline("audio/wav", "UklGRg=="), "wav"));
        assertThat(request.messages().get(3).parts())
                .containsExactly(
                        new Part.Reasoning("A camel, I think.", null, "gAAAAABo", "rs_1"),
                        new Part.Text("A camel. ", List.of(citation(body)), null),
                        new Part.Refusal("No more."),
                        new Part.ToolCall("call_1", "get_weather", "{\"city\":\"Zürich\"}"),
                        new Part.ToolCall("call_2", "get_time", "{}"));
        assertThat(request.messages().get(5).parts())
                .containsExactly(new Part.ToolResult(
                        "call_2",
                        null,
                        List.of(
                                new Part.Text("noon"),
                                new Part.Image(new MediaSource.Url("https://example.com/clock.png", null))),
                        false,
                        null));
        assertThat(request.tools())
                .containsExactly(
                        new Tool.Function(
                                "get_weather", "Tells the weather.", body.at("/tools/0/parameters"), true, null),
                        new Tool.Function("get_time", null, null, false, null),
                        new Tool.BuiltIn("openai-responses", "web_search", body.at("/tools/2")),
                        new Tool.BuiltIn("openai-responses", "custom", body.at("/tools/3")));
        assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Allowed(List.of("get_time"), true));
        assertThat(request.parallelToolCalls()).isFalse();
        assertThat(request.maxTokens()).isEqualTo(1000);
        assertThat(request.sampling())
                .isEqualTo(new Sampling(0.5, 0.9, null, null, null, null, null, null, true, 3, null));
        assertThat(request.format())
                .isEqualTo(new OutputFormat.JsonSchema(
                        "weather", "What it is like.", body.at("/text/format/schema"), true));
        assertThat(request.thinking()).isEqualTo(new Thinking(null, "high", null, "auto"));
        assertThat(request.serviceTier()).isEqualTo("flex");
        assertThat(request.user()).isEqualTo("user-17");
        assertThat(request.metadata()).isEqualTo(Map.of("team", "search"));
    }

    private static Citation citation(ObjectNode body) {
        return new Citation(
                "openai-responses",
                "https://example.com",
                "Camels",
                null,
                0,
                8,
                body.at("/input/3/content/0/annotations/0"));
    }

    @Test
    void takesATextForTheUsersMessage() {
        assertThat(read("{'model':'m','input':'Hi'}").messages()).containsExactly(new Message(Role.USER, "Hi"));
    }

    @Test
    void takesAnItemWithARoleForAMessage() {
        assertThat(read("{'input':[{'role':'user','content':'Hi'},{'role':'assistant','content':'Ho'}]}")
                        .messages())
                .containsExactly(new Message(Role.USER, "Hi"), new Message(Role.ASSISTANT, "Ho"));
    }

    @ParameterizedTest
    @CsvSource({"auto", "none", "required"})
    void readsAToolChoiceInAWord(String word) {
        ToolChoice expected =
                switch (word) {
                    case "auto" -> new ToolChoice.Auto();
                    case "none" -> new ToolChoice.None();
                    default -> new ToolChoice.Required();
                };

        assertThat(read("{'input':'Hi','tool_choice':'" + word + "'}").toolChoice())
                .isEqualTo(expected);
    }

    @Test
    void readsTheChoiceOfOneFunction() {
        assertThat(read("{'input':'Hi','tool_choice':{'type':'function','name':'f'}}")
                        .toolChoice())
                .isEqualTo(new ToolChoice.Named("f"));
    }

    @Test
    void keepsTheAssistantsTurnTogetherButNotTwoTexts() {
        ChatRequest request = read("{'input':["
                + "{'type':'reasoning','id':'rs_1','summary':[]},"
                + "{'role':'assistant','content':'Let me see.'},"
                + "{'type':'function_call','call_id':'c1','name':'f','arguments':'{}'},"
                + "{'type':'reasoning','id':'rs_2','summary':[]},"
                + "{'type':'function_call','call_id':'c2','name':'f','arguments':'{}'},"
                + "{'type':'function_call_output','call_id':'c1','output':'1'},"
                + "{'type':'function_call_output','call_id':'c2','output':'2'},"
                + "{'role':'assistant','content':'One.'},"
                + "{'type':'reasoning','id':'rs_3','summary':[]},"
                + "{'role':'assistant','content':'Two.'}]}");

        assertThat(request.messages())
                .extracting(message -> message.parts().size())
                .containsExactly(5, 1, 1, 1, 2);
    }

    @Test
    void givesThoughtsOfAnotherProviderBackAsTheyWere() {
        ChatRequest request = read("{'input':["
                + "{'type':'reasoning','id':'rs_local_1','summary':[{'type':'summary_text','text':'Hm.'}],"
                + "'encrypted_content':'signature:c2ln'},"
                + "{'type':'reasoning','id':'rs_local_2','summary':[],'encrypted_content':'cmVkYWN0ZWQ='},"
                + "{'type':'function_call','call_id':'c','name':'f','arguments':'{}',"
                + "'extra_content':{'google':{'thought_signature':'dGhvdWdodA=='}}}]}");

        assertThat(request.messages().get(0).parts())
                .containsExactly(
                        new Part.Reasoning("Hm.", "c2ln", null, null),
                        new Part.Reasoning("", null, "cmVkYWN0ZWQ=", null),
                        new Part.ToolCall("c", "f", "{}", "dGhvdWdodA==", null));
    }

    @Test
    void keepsItemsAndPartsThatOnlyOpenAiHas() {
        ChatRequest request = read("{'input':["
                + "{'type':'web_search_call','id':'ws_1','status':'completed'},"
                + "{'type':'computer_call_output','call_id':'c','output':{}},"
                + "{'role':'user','content':[{'type':'input_video','video_url':'https://example.com/v'}]}]}");

        assertThat(request.messages()).extracting(Message::role).containsExactly(Role.ASSISTANT, Role.USER, Role.USER);
        assertThat(request.messages())
                .allSatisfy(message -> assertThat(message.parts().get(0)).isInstanceOf(Part.Opaque.class));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void readsACacheBreakpoint() {
        ChatRequest request = read("{'input':[{'role':'user','content':[{'type':'input_text','text':'Long.',"
                + "'prompt_cache_breakpoint':{'mode':'explicit'}}]}]}");

        assertThat(request.messages().get(0).parts())
                .containsExactly(new Part.Text("Long.", List.of(), new CacheHint(null)));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void asksForLogProbabilitiesWhereSomeAreCounted() {
        assertThat(read("{'input':'Hi','top_logprobs':2}").sampling().logprobs())
                .isTrue();
        assertThat(read("{'input':'Hi','top_logprobs':0}").sampling()).isEqualTo(Sampling.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    'store':true | store
                    'truncation':'auto' | truncation
                    'text':{'verbosity':'low'} | text.verbosity
                    'reasoning':{'effort':'low','mode':'pro'} | reasoning.mode
                    'reasoning':{'effort':'low','context':'all_turns'} | reasoning.context
                    'include':['something.new'] | include
                    'user':'a','safety_identifier':'b' | user
                    'max_tool_calls':3 | max_tool_calls
                    'moderation':{'model':'omni'} | moderation
                    'tool_choice':{'type':'web_search'} | tool_choice
                    'tool_choice':{'type':'allowed_tools','mode':'auto','tools':[{'type':'mcp'}]} | tool_choice.tools
                    'tools':[{'type':'function','name':'f','defer_loading':true}] | tools.defer_loading
                    'input':[{'role':'user','content':'Hi','mood':'good'}] | input.mood
                    'input':[{'role':'user','content':[{'type':'input_text','text':'a','size':3}]}] | input.content.size
                    """)
    void namesWhatItCannotCarryOver(String field, String loss) {
        String input = field.contains("'input'") ? "" : "'input':'Hi',";

        read("{" + input + field.replace("\"", "'") + "}");

        assertThat(losses.fields()).containsExactly(loss);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'store':false",
                "'truncation':'disabled'",
                "'background':false",
                "'previous_response_id':null",
                "'text':{'format':{'type':'text'},'verbosity':'medium'}",
                "'reasoning':{'effort':null,'summary':null}",
                "'include':['reasoning.encrypted_content','web_search_call.action.sources']",
                "'stream_options':{'include_obfuscation':false}",
                "'prompt_cache_key':'k','prompt_cache_retention':'24h'",
                "'stream':false,'metadata':{},'tools':[]"
            })
    void isSilentAboutWhatHasNoEffect(String field) {
        ChatRequest request = read("{'input':'Hi'," + field + "}");

        assertThat(losses.fields()).isEmpty();
        assertThat(request)
                .isEqualTo(ChatRequest.of(null, List.of(new Message(Role.USER, "Hi")))
                        .build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    'previous_response_id':'resp_1' | previous_response_id
                    'conversation':'conv_1' | conversation
                    'conversation':{'id':'conv_1'} | conversation
                    'prompt':{'id':'pmpt_1'} | prompt
                    'background':true | background
                    """)
    void refusesWhatNeedsStateAtTheProvider(String field, String name) {
        assertThatThrownBy(() -> read("{'input':'Hi'," + field + "}"))
                .isInstanceOfSatisfying(GatewayError.class, error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.param()).isEqualTo(name);
                    assertThat(error.text()).contains("'" + name + "'");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    'model':'m' | input
                    'input':7 | input
                    'input':['Hi'] | input[0]
                    'input':[{}] | input[0].type
                    'input':[{'type':'item_reference','id':'msg_1'}] | input[0]
                    'input':[{'id':'msg_1'}] | input[0]
                    'input':[{'role':'robot','content':'Hi'}] | input[0].role
                    'input':[{'role':'user'}] | input[0].content
                    'input':[{'role':'user','content':7}] | input[0].content
                    'input':[{'role':'user','content':[{'text':'Hi'}]}] | input[0].content[0].type
                    'input':[{'role':'user','content':[{'type':'input_text'}]}] | input[0].content[0].text
                    'input':[{'role':'user','content':[{'type':'input_image'}]}] | input[0].content[0].image_url
                    'input':[{'role':'user','content':[{'type':'input_image','image_url':'data:image/png,x'}]}] | input[0].content[0].image_url
                    'input':[{'role':'user','content':[{'type':'input_file'}]}] | input[0].content[0].file_data
                    'input':[{'role':'user','content':[{'type':'input_audio'}]}] | input[0].content[0].input_audio
                    'input':[{'type':'function_call','name':'f','arguments':'{}'}] | input[0].call_id
                    'input':[{'type':'function_call','call_id':'c','name':'f','arguments':{}}] | input[0].arguments
                    'input':[{'type':'function_call_output','call_id':'c'}] | input[0].output
                    'input':[{'type':'reasoning','summary':'x'}] | input[0].summary
                    'input':'Hi','instructions':['x'] | instructions
                    'input':'Hi','tools':[{'name':'f'}] | tools[0].type
                    'input':'Hi','tools':[{'type':'function'}] | tools[0].name
                    'input':'Hi','tools':[{'type':'function','name':'f','parameters':'x'}] | tools[0].parameters
                    'input':'Hi','tool_choice':'sometimes' | tool_choice
                    'input':'Hi','tool_choice':7 | tool_choice
                    'input':'Hi','tool_choice':{'type':'function'} | tool_choice.name
                    'input':'Hi','text':{'format':{'type':'xml'}} | text.format.type
                    'input':'Hi','text':{'format':{'type':'json_schema','name':'n'}} | text.format.schema
                    'input':'Hi','temperature':'hot' | temperature
                    'input':'Hi','max_output_tokens':1.5 | max_output_tokens
                    'input':'Hi','metadata':{'k':7} | metadata.k
                    'input':'Hi','include':[7] | include[0]
                    'input':'Hi','stream':'yes' | stream
                    """)
    void refusesAMalformedRequestAndNamesTheField(String fields, String path) {
        assertThatThrownBy(() -> read("{" + fields + "}")).isInstanceOfSatisfying(GatewayError.class, error -> {
            assertThat(error.status()).isEqualTo(400);
            assertThat(error.param()).isEqualTo(path);
        });
    }

    private ChatRequest read(String json) {
        return read(Golden.of(json));
    }

    private ChatRequest read(ObjectNode body) {
        String model = body.path("model").textValue();
        return new ResponsesDialect()
                .decodeRequest(new WireRequest(model, body.path("stream").asBoolean(), body), losses);
    }
}
