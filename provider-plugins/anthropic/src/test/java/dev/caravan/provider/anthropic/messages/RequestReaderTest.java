package dev.caravan.provider.anthropic.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.chat.WireRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestReaderTest {

    private final Losses losses = new Losses();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    'max_tokens':null | max_tokens
                    'max_tokens':'many' | max_tokens
                    'max_tokens':-1 | max_tokens
                    'messages':null | messages
                    'messages':{} | messages
                    'messages':['Hi'] | messages[0]
                    'messages':[{'content':'Hi'}] | messages[0].role
                    'messages':[{'role':'tool','content':'Hi'}] | messages[0].role
                    'messages':[{'role':'user'}] | messages[0].content
                    'messages':[{'role':'user','content':17}] | messages[0].content
                    'messages':[{'role':'user','content':[{'text':'Hi'}]}] | messages[0].content[0].type
                    'messages':[{'role':'user','content':[{'type':'text'}]}] | messages[0].content[0].text
                    'messages':[{'role':'user','content':[{'type':'image'}]}] | messages[0].content[0].source
                    'messages':[{'role':'user','content':[{'type':'image','source':{'type':'ftp'}}]}] | messages[0].content[0].source.type
                    'messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64','data':'x'}}]}] | messages[0].content[0].source.media_type
                    'messages':[{'role':'user','content':[{'type':'document','source':{'type':'html'}}]}] | messages[0].content[0].source.type
                    'messages':[{'role':'user','content':[{'type':'image','source':{'type':'url','url':'data:,x'}}]}] | messages[0].content[0].source.url
                    'messages':[{'role':'user','content':[{'type':'tool_result'}]}] | messages[0].content[0].tool_use_id
                    'messages':[{'role':'assistant','content':[{'type':'tool_use','id':'a','name':'b'}]}] | messages[0].content[0].input
                    'messages':[{'role':'assistant','content':[{'type':'tool_use','id':'a','name':'b','input':'{}'}]}] | messages[0].content[0].input
                    'system':17 | system
                    'tools':[{'name':'a'}] | tools[0].input_schema
                    'tools':[{'input_schema':{}}] | tools[0].name
                    'tool_choice':'auto' | tool_choice
                    'tool_choice':{'type':'some'} | tool_choice.type
                    'tool_choice':{'type':'tool'} | tool_choice.name
                    'thinking':{'type':'enabled'} | thinking.budget_tokens
                    'thinking':{'type':'deep'} | thinking.type
                    'temperature':'hot' | temperature
                    'stop_sequences':'END' | stop_sequences
                    'output_config':{'format':{'type':'xml'}} | output_config.format.type
                    'output_config':{'format':{'type':'json_schema'}} | output_config.format.schema
                    'metadata':{'user_id':17} | metadata.user_id
                    'stream':'yes' | stream
                    """)
    void whatIsNotOfTheDialectIsRefusedByTheFieldsPath(String field, String param) {
        String base = "{'model':'m','max_tokens':10,'messages':[{'role':'user','content':'Hi'}]}";
        var body = Golden.object(base).setAll(Golden.object("{" + field + "}"));

        GatewayError refused = catchThrowableOfType(GatewayError.class, () -> new AnthropicMessagesDialect()
                .decodeRequest(new WireRequest("m", false, Golden.object(body.toString())), losses));

        assertThat(refused).isNotNull();
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.param()).isEqualTo(param);
    }

    @Test
    void whatHasNoPlaceIsNamed() {
        read(
                """
                'container':'c_1','context_management':{'edits':[{}]},'mcp_servers':[{'name':'x'}],'inference_geo':'eu',
                'metadata':{'team':'x'},'output_config':{'task_budget':{'total':1}},'thinking':{'type':'adaptive','x':1},
                'tools':[{'name':'a','input_schema':{},'input_examples':[{}],'defer_loading':true,
                          'allowed_callers':['code_execution_20260120']}]""");

        assertThat(losses.fields())
                .containsExactly(
                        "tools.defer_loading",
                        "tools.allowed_callers",
                        "tools.input_examples",
                        "thinking.x",
                        "metadata.team",
                        "output_config.task_budget",
                        "container",
                        "context_management",
                        "mcp_servers",
                        "inference_geo");
    }

    @Test
    void whatHasNoEffectIsNoLoss() {
        read(
                """
                'mcp_servers':[],'container':null,'speed':'standard','stream':false,
                'tools':[{'type':'custom','name':'a','input_schema':{},'defer_loading':false,'allowed_callers':['direct'],
                          'eager_input_streaming':true}]""");

        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void theModelAndTheStreamingComeFromTheBodyOrElseFromBesideIt() {
        ChatRequest request = new AnthropicMessagesDialect()
                .decodeRequest(
                        new WireRequest("beside", true, Golden.object("{'max_tokens':0,'messages':[]}")), losses);

        assertThat(request.model()).isEqualTo("beside");
        assertThat(request.stream()).isTrue();
        assertThat(request.maxTokens()).isZero();
    }

    @Test
    void theOlderOutputFormatIsRead() {
        assertThat(read("'output_format':{'type':'json_schema','schema':{'type':'object'}}")
                        .format())
                .isEqualTo(new OutputFormat.JsonSchema(null, Golden.object("{'type':'object'}")));
    }

    @Test
    void effortAloneIsReadAsThinkingByEffort() {
        assertThat(read("'output_config':{'effort':'low'}").thinking()).isEqualTo(Thinking.ofEffort("low"));
        assertThat(read("'output_config':{'effort':'max'},'thinking':{'type':'adaptive','display':'omitted'}")
                        .thinking())
                .isEqualTo(new Thinking(Thinking.Mode.ADAPTIVE, "max", null, "omitted"));
        assertThat(read("'thinking':{'type':'disabled'}").thinking())
                .isEqualTo(new Thinking(Thinking.Mode.DISABLED, null, null, null));
    }

    @Test
    void everyToolChoiceIsRead() {
        assertThat(read("'tool_choice':{'type':'any'}").toolChoice()).isEqualTo(new ToolChoice.Required());
        assertThat(read("'tool_choice':{'type':'none'}").toolChoice()).isEqualTo(new ToolChoice.None());
        assertThat(read("'tool_choice':{'type':'tool','name':'a'}").toolChoice())
                .isEqualTo(new ToolChoice.Named("a"));
        assertThat(read("'tool_choice':{'type':'auto','disable_parallel_tool_use':false}")
                        .parallelToolCalls())
                .isNull();
    }

    @Test
    void theRequestsOwnCacheControlMarksItsLastBlockThatCanBeMarked() {
        ChatRequest request = messages(
                "[{'role':'user','content':'Hi'},{'role':'assistant','content':[{'type':'thinking','thinking':'x','signature':'y'}]}]",
                "'cache_control':{'type':'ephemeral','ttl':'1h'}");

        assertThat(request.messages().get(0))
                .isEqualTo(new Message(Role.USER, List.of(new Part.Text("Hi", List.of(), new CacheHint("1h")))));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void aDataUrlHoldsTheBytesThemselves() {
        ChatRequest request = messages(
                "[{'role':'user','content':[{'type':'image','source':{'type':'url','url':'data:image/gif;base64,R0lGOD'}}]}]",
                "'model':'m'");

        assertThat(request.messages().get(0).parts())
                .containsExactly(new Part.Image(new MediaSource.Inline("image/gif", "R0lGOD")));
    }

    @Test
    void aDocumentInBlocksIsToldAsOneTextWithItsImagesBehindIt() {
        ChatRequest request = messages(
                """
                [{'role':'user','content':[{'type':'document','title':'T','source':{'type':'content','content':[
                    {'type':'text','text':'One.'},{'type':'text','text':'Two.'},
                    {'type':'image','source':{'type':'url','url':'https://example.com/a.png'}}]}}]}]""",
                "'model':'m'");

        assertThat(request.messages().get(0).parts())
                .containsExactly(
                        new Part.Document(new MediaSource.PlainText("One.\nTwo."), "T"),
                        new Part.Image(new MediaSource.Url("https://example.com/a.png", null)));
        assertThat(losses.fields()).containsExactly("messages.content.document.source.content");
    }

    @Test
    void instructionsWithinTheConversationStayWhereTheyAre() {
        ChatRequest request = messages(
                "[{'role':'user','content':'Hi'},{'role':'system','content':'Be brief.'}]", "'system':'Be kind.'");

        assertThat(request.messages()).extracting(Message::role).containsExactly(Role.SYSTEM, Role.USER, Role.SYSTEM);
    }

    @Test
    void anEmptySignatureIsNone() {
        ChatRequest request = messages(
                "[{'role':'assistant','content':[{'type':'thinking','thinking':'Hm.','signature':''}]}]",
                "'model':'m'");

        assertThat(request.messages().get(0).parts()).containsExactly(new Part.Reasoning("Hm."));
    }

    private ChatRequest read(String fields) {
        return messages("[{'role':'user','content':'Hi'}]", fields);
    }

    private ChatRequest messages(String messages, String fields) {
        String body = "{'max_tokens':10,'messages':" + messages + "," + fields + "}";
        return new AnthropicMessagesDialect().decodeRequest(new WireRequest("m", false, Golden.object(body)), losses);
    }
}
