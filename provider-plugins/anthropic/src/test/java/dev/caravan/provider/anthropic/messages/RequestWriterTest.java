package dev.caravan.provider.anthropic.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestWriterTest {

    private static final Tool WEATHER = new Tool.Function("get_weather", null, null);
    private static final Tool TIME = new Tool.Function("get_time", null, Golden.object("{'properties':{}}"));

    private final Losses losses = new Losses();

    @Test
    void theSmallestRequestIsAsSmallAsItCanBe() {
        assertThat(write(request(new Message(Role.USER, "Hi"))))
                .isEqualTo(
                        Golden.object("{'model':'m','max_tokens':4096,'messages':[{'role':'user','content':'Hi'}]}"));
        assertThat(losses.fields()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-4-6, 32000",
        "claude-3-7-sonnet-20250219, 32000",
        "claude-3-5-haiku-20241022, 8192",
        "claude-3-haiku-20240307, 4096",
        "some-model, 4096",
    })
    void theLimitThatAClientLeftOutDependsOnTheModel(String model, int maxTokens) {
        ChatRequest request =
                ChatRequest.of(model, List.of(new Message(Role.USER, "Hi"))).build();

        assertThat(write(request).path("max_tokens").intValue()).isEqualTo(maxTokens);
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void instructionsGoToSystemFromWhereverTheyStand() {
        ObjectNode body = write(request(
                new Message(Role.SYSTEM, "One."),
                new Message(Role.DEVELOPER, "Two."),
                new Message(Role.USER, "Hi"),
                new Message(Role.SYSTEM, "Three.")));

        assertThat(body.path("system"))
                .isEqualTo(Golden.object("{'s':[{'type':'text','text':'One.'},{'type':'text','text':'Two.'},"
                                + "{'type':'text','text':'Three.'}]}")
                        .get("s"));
        assertThat(body.path("messages")).hasSize(1);
        assertThat(losses.fields()).containsExactly("messages.role.system");
    }

    @Test
    void parallelResultsAndWhatTheUserSaysStandInOneMessageResultsFirst() {
        ObjectNode body = write(request(
                new Message(
                        Role.ASSISTANT,
                        List.of(
                                new Part.ToolCall("call_0", "get_weather", "{\"n\":1}"),
                                new Part.ToolCall("call_1", "get_time", ""))),
                new Message(Role.TOOL, List.of(new Part.ToolResult("call_0", "Sunny"))),
                new Message(Role.TOOL, List.of(new Part.ToolResult("call_1", "Noon"))),
                new Message(Role.USER, "Go on."),
                new Message(Role.USER, "Please.")));

        assertThat(body.path("messages"))
                .isEqualTo(Golden.object(
                                """
                {'m':[
                 {'role':'assistant','content':[
                   {'type':'tool_use','id':'call_0','name':'get_weather','input':{'n':1}},
                   {'type':'tool_use','id':'call_1','name':'get_time','input':{}}]},
                 {'role':'user','content':[
                   {'type':'tool_result','tool_use_id':'call_0','content':'Sunny'},
                   {'type':'tool_result','tool_use_id':'call_1','content':'Noon'},
                   {'type':'text','text':'Go on.'}]},
                 {'role':'user','content':'Please.'}]}""")
                        .get("m"));
    }

    @Test
    void aResultStandsBeforeTheTextOfTheSameMessage() {
        ObjectNode body = write(request(new Message(
                Role.USER,
                List.of(new Part.Text("Here:"), new Part.ToolResult("call_0", null, List.of(), true, null)))));

        assertThat(body.path("messages").path(0).path("content"))
                .isEqualTo(Golden.object("{'c':[{'type':'tool_result','tool_use_id':'call_0','is_error':true},"
                                + "{'type':'text','text':'Here:'}]}")
                        .get("c"));
    }

    @Test
    void anIdThatTheApiWouldRefuseIsRewrittenInCallAndResultAlike() {
        ObjectNode body = write(request(
                new Message(
                        Role.ASSISTANT,
                        List.of(
                                new Part.ToolCall("functions.get:0", "a", "{}"),
                                new Part.ToolCall("functions.get.0", "b", "{}"))),
                new Message(Role.TOOL, List.of(new Part.ToolResult("functions.get:0", "x")))));

        String first = body.at("/messages/0/content/0/id").textValue();
        assertThat(first).matches("[a-zA-Z0-9_-]+");
        assertThat(body.at("/messages/0/content/1/id").textValue())
                .matches("[a-zA-Z0-9_-]+")
                .isNotEqualTo(first);
        assertThat(body.at("/messages/1/content/0/tool_use_id").textValue()).isEqualTo(first);
    }

    @Test
    void emptyTextsAndMessagesOfNothingElseAreLeftOut() {
        ObjectNode body = write(request(
                new Message(Role.USER, "Hi"),
                new Message(Role.ASSISTANT, ""),
                new Message(
                        Role.ASSISTANT, List.of(new Part.Text(""), new Part.ToolCall("call_0", "get_weather", " ")))));

        assertThat(body.path("messages")).hasSize(2);
        assertThat(body.at("/messages/1/content")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"'{\"a\":'", "'[1]'", "'\"text\"'"})
    void argumentsThatAreNoObjectAreRefused(String arguments) {
        GatewayError refused = refusal(
                request(new Message(Role.ASSISTANT, List.of(new Part.ToolCall("call_0", "get_weather", arguments)))));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("invalid_tool_arguments");
        assertThat(refused.text()).contains("get_weather");
    }

    @Test
    void aResultWithoutACallIsRefused() {
        assertThat(refusal(request(new Message(Role.TOOL, List.of(new Part.ToolResult(null, "x")))))
                        .code())
                .isEqualTo("missing_tool_call");
    }

    @Test
    void whatTheApiCannotHearOrSeeIsRefused() {
        MediaSource sound = new MediaSource.Inline("audio/wav", "UklGRg==");
        MediaSource word = new MediaSource.Inline("application/msword", "AAAA");

        assertThat(refusal(user(new Part.Audio(sound, "wav"))).code()).isEqualTo("unsupported_audio");
        assertThat(refusal(user(new Part.Video(sound))).code()).isEqualTo("unsupported_video");
        assertThat(refusal(user(new Part.Document(word, "a.doc"))).code()).isEqualTo("unsupported_document");
        assertThat(refusal(user(new Part.Image(new MediaSource.PlainText("x")))).code())
                .isEqualTo("unsupported_image");
        assertThat(refusal(user(new Part.Document(new MediaSource.Inline("text/plain", "?"), null)))
                        .code())
                .isEqualTo("invalid_base64");
        assertThat(refusal(request(new Message(Role.SYSTEM, List.of(new Part.Image(sound)))))
                        .code())
                .isEqualTo("unsupported_system_content");
    }

    @ParameterizedTest
    @CsvSource({
        "image/jpg, AAAA, image/jpeg",
        "IMAGE/PNG, AAAA, image/png",
        ", /9j/4AAQ, image/jpeg",
        ", R0lGODlh, image/gif",
        ", UklGRhgA, image/webp",
        ", iVBORw0K, image/png",
    })
    void anImageHasItsTypeOrTheOneOfItsFirstBytes(String type, String data, String written) {
        ObjectNode body = write(user(new Part.Image(new MediaSource.Inline(type, data), "auto", null)));

        assertThat(body.at("/messages/0/content/0/source"))
                .isEqualTo(Golden.object("{'type':'base64','media_type':'" + written + "','data':'" + data + "'}"));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void howCloselyToLookIsLost() {
        write(user(new Part.Image(new MediaSource.Url("https://example.com/a.png", null), "high", null)));

        assertThat(losses.fields()).containsExactly("messages.content.image.detail");
    }

    @Test
    void aTextFileGoesAsText() {
        ObjectNode body = write(user(
                new Part.Document(new MediaSource.Inline("text/markdown; charset=utf-8", "WsO8cmljaA=="), "a.md")));

        assertThat(body.at("/messages/0/content/0"))
                .isEqualTo(Golden.object("{'type':'document','source':{'type':'text','media_type':'text/plain',"
                        + "'data':'Zürich'},'title':'a.md'}"));
    }

    @Test
    void thoughtsGoBackOnlyWithTheSignatureOfTheirMaker() {
        ObjectNode body = write(request(
                new Message(Role.USER, "Hi"),
                new Message(
                        Role.ASSISTANT,
                        List.of(
                                new Part.Reasoning("Unsigned."),
                                new Part.Reasoning("OpenAI's.", null, "gAAAA", "rs_1"),
                                new Part.Reasoning("Signed.", "Eq", null, null),
                                new Part.Text("Hello.")))));

        assertThat(body.at("/messages/1/content"))
                .isEqualTo(Golden.object("{'c':[{'type':'thinking','thinking':'Signed.','signature':'Eq'},"
                                + "{'type':'text','text':'Hello.'}]}")
                        .get("c"));
        assertThat(losses.fields()).containsExactly("messages.reasoning");
    }

    @Test
    void whatOnlyAnotherDialectHasIsNamedAndTheOwnIsKept() {
        Citation own = new Citation("anthropic-messages", null, null, null, -1, -1, Golden.object("{'type':'x'}"));
        Citation foreign = new Citation("openai-chat", "https://example.com", null, null, 0, 1, Json.object());
        ObjectNode body = write(request(new Message(
                        Role.ASSISTANT,
                        List.of(
                                new Part.Text("Cited.", List.of(own, foreign), null),
                                new Part.Opaque("openai-chat", "custom", Json.object()),
                                new Part.Opaque("anthropic-messages", "server_tool_use", Golden.object("{'type':'y'}")),
                                new Part.ToolCall("call_0", "a", "{}", "thought", null)),
                        "Bob"))
                .with()
                .tools(List.of(new Tool.BuiltIn("openai-responses", "web_search", Json.object())))
                .build());

        assertThat(body.at("/messages/0/content/0/citations"))
                .isEqualTo(Golden.object("{'c':[{'type':'x'}]}").get("c"));
        assertThat(body.at("/messages/0/content/1")).isEqualTo(Golden.object("{'type':'y'}"));
        assertThat(body.has("tools")).isFalse();
        assertThat(losses.fields())
                .containsExactly(
                        "messages.name",
                        "messages.content.citations",
                        "messages.content.custom",
                        "reasoning.signature",
                        "tools.web_search");
    }

    @Test
    void aSchemaIsAlwaysAnObjects() {
        ObjectNode body = write(choosing(null, null));

        assertThat(body.path("tools"))
                .isEqualTo(
                        Golden.object("{'t':[{'name':'get_weather','input_schema':{'type':'object','properties':{}}},"
                                        + "{'name':'get_time','input_schema':{'type':'object','properties':{}}}]}")
                                .get("t"));
        assertThat(body.has("tool_choice")).isFalse();
    }

    @Test
    void everyToolChoiceIsWritten() {
        assertThat(choice(new ToolChoice.Auto(), null)).isEqualTo("{\"type\":\"auto\"}");
        assertThat(choice(new ToolChoice.None(), false)).isEqualTo("{\"type\":\"none\"}");
        assertThat(choice(new ToolChoice.Required(), true)).isEqualTo("{\"type\":\"any\"}");
        assertThat(choice(new ToolChoice.Named("get_time"), false))
                .isEqualTo("{\"type\":\"tool\",\"name\":\"get_time\",\"disable_parallel_tool_use\":true}");
        assertThat(choice(null, false)).isEqualTo("{\"type\":\"auto\",\"disable_parallel_tool_use\":true}");
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void aChoiceAmongSomeToolsOffersOnlyThese() {
        ObjectNode body = write(choosing(new ToolChoice.Allowed(List.of("get_time"), true), null));

        assertThat(body.path("tools")).hasSize(1);
        assertThat(body.at("/tools/0/name").textValue()).isEqualTo("get_time");
        assertThat(body.at("/tool_choice/type").textValue()).isEqualTo("any");
    }

    @Test
    void aForcedCallWithoutToolsIsLost() {
        ObjectNode body = write(request(new Message(Role.USER, "Hi"))
                .with()
                .toolChoice(new ToolChoice.Required())
                .build());

        assertThat(body.has("tool_choice")).isFalse();
        assertThat(losses.fields()).containsExactly("tool_choice");
    }

    @Test
    void stopSequencesOfWhiteSpaceAreLost() {
        ObjectNode body = write(request(new Message(Role.USER, "Hi"))
                .with()
                .stop(List.of("\n\n", "END"))
                .build());

        assertThat(body.path("stop_sequences").toString()).isEqualTo("[\"END\"]");
        assertThat(losses.fields()).containsExactly("stop");
    }

    @ParameterizedTest
    @CsvSource({"auto, auto", "standard_only, standard_only", "default, standard_only", "flex,", "priority,"})
    void tiersAreToldInTheApisWords(String tier, String written) {
        ObjectNode body = write(
                request(new Message(Role.USER, "Hi")).with().serviceTier(tier).build());

        assertThat(body.path("service_tier").textValue()).isEqualTo(written);
        assertThat(losses.fields()).isEqualTo(written == null ? List.of("service_tier") : List.of());
    }

    @Test
    void metadataAreLostButForTheUser() {
        ObjectNode body = write(request(new Message(Role.USER, "Hi"))
                .with()
                .user("user-17")
                .metadata(Map.of("team", "x"))
                .build());

        assertThat(body.path("metadata").toString()).isEqualTo("{\"user_id\":\"user-17\"}");
        assertThat(losses.fields()).containsExactly("metadata");
    }

    @Test
    void aSchemasDescriptionIsLost() {
        ObjectNode body = write(request(new Message(Role.USER, "Hi"))
                .with()
                .format(new OutputFormat.JsonSchema("weather", "About it.", Golden.object("{'type':'object'}"), true))
                .build());

        assertThat(body.path("output_config").toString())
                .isEqualTo("{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\"}}}");
        assertThat(losses.fields()).containsExactly("response_format.json_schema.description");
    }

    @Test
    void cacheMarksAreWrittenWhereTheyWere() {
        CacheHint hint = new CacheHint("5m");
        ObjectNode body = write(request(
                new Message(Role.ASSISTANT, List.of(new Part.ToolCall("c", "a", "{}", null, hint))),
                new Message(Role.TOOL, List.of(new Part.ToolResult("c", null, List.of(), false, hint))),
                new Message(Role.USER, List.of(new Part.Text("", List.of(), hint)))));

        assertThat(body.at("/messages/0/content/0/cache_control/ttl").textValue())
                .isEqualTo("5m");
        assertThat(body.at("/messages/1/content/0/cache_control/type").textValue())
                .isEqualTo("ephemeral");
        assertThat(losses.fields()).containsExactly("messages.cache_control");
    }

    private String choice(ToolChoice choice, Boolean parallel) {
        return write(choosing(choice, parallel)).path("tool_choice").toString();
    }

    private static ChatRequest choosing(ToolChoice choice, Boolean parallel) {
        return request(new Message(Role.USER, "Hi"))
                .with()
                .tools(List.of(WEATHER, TIME))
                .toolChoice(choice)
                .parallelToolCalls(parallel)
                .build();
    }

    private static ChatRequest user(Part part) {
        return request(new Message(Role.USER, List.of(part)));
    }

    private static ChatRequest request(Message... messages) {
        return ChatRequest.of("m", List.of(messages)).build();
    }

    private GatewayError refusal(ChatRequest request) {
        GatewayError refused = catchThrowableOfType(GatewayError.class, () -> write(request));
        assertThat(refused).isNotNull();
        assertThat(refused.status()).isEqualTo(400);
        return refused;
    }

    private ObjectNode write(ChatRequest request) {
        return new AnthropicMessagesDialect().encodeRequest(request, losses).body();
    }
}
