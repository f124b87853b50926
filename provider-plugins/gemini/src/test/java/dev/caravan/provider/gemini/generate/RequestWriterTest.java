package dev.caravan.provider.gemini.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestWriterTest {

    private static final Message HI = new Message(Role.USER, "Hi");
    private static final Part PNG = new Part.Image(new MediaSource.Inline("image/png", "iVBORw0KGgo="));

    private final Losses losses = new Losses();

    @ParameterizedTest
    @ValueSource(strings = {"request-conversation.json", "request-snake-case.json", "request-tools.json"})
    void writesWhatItHasReadSoThatItReadsTheSame(String golden) {
        WireRequest wire = new WireRequest("gemini-3-pro-preview", true, Golden.json(golden));
        ChatRequest read = new GeminiDialect()
                .decodeRequest(wire, new Losses())
                .with()
                .metadata(Map.of())
                .build();

        WireRequest written = new GeminiDialect().encodeRequest(read, losses);

        assertThat(new GeminiDialect().decodeRequest(written, losses)).isEqualTo(signed(read));
        assertThat(losses.fields()).isEmpty();
        assertThat(written.stream()).isTrue();
        assertThat(written.model()).isEqualTo("gemini-3-pro-preview");
        assertThat(Json.text(written.body())).doesNotContain("_data", "_call", "_config\"");
    }

    @Test
    void leavesModelAndStreamOutOfTheBody() {
        assertThat(text(ChatRequest.of("gemini-2.5-flash", List.of(HI)).stream(true)))
                .isEqualTo("{'contents':[{'role':'user','parts':[{'text':'Hi'}]}]}");
    }

    @Test
    void gathersInstructionsAndNamesThoseThatStoodElsewhere() {
        assertThat(text(said(
                        new Message(Role.SYSTEM, "A"),
                        new Message(Role.DEVELOPER, "B"),
                        HI,
                        new Message(Role.SYSTEM, "C"))))
                .isEqualTo("{'systemInstruction':{'parts':[{'text':'A'},{'text':'B'},{'text':'C'}]},"
                        + "'contents':[{'role':'user','parts':[{'text':'Hi'}]}]}");
        assertThat(losses.fields()).containsExactly("messages.role");
    }

    @Test
    void makesInstructionsAloneTheFirstTurn() {
        assertThat(text(said(new Message(Role.SYSTEM, "Tell a joke."))))
                .isEqualTo("{'contents':[{'role':'user','parts':[{'text':'Tell a joke.'}]}]}");
        assertThat(losses.fields()).containsExactly("messages.role");
    }

    @Test
    void refusesPicturesAmongTheInstructions() {
        assertRefused(said(new Message(Role.SYSTEM, List.of(PNG)), HI), "unsupported_content", "messages[0].content");
    }

    @Test
    void putsParallelCallsAndTheirResultsIntoOneContentEach() {
        assertThat(text(said(
                        HI,
                        new Message(Role.ASSISTANT, "Let me see."),
                        new Message(
                                Role.ASSISTANT,
                                List.of(new Part.ToolCall("a", "one", "{\"x\":1}"), new Part.ToolCall("b", "two", ""))),
                        new Message(Role.TOOL, List.of(new Part.ToolResult("a", "1"))),
                        new Message(Role.TOOL, List.of(new Part.ToolResult("b", "{\"n\":2}"))))))
                .isEqualTo("{'contents':[{'role':'user','parts':[{'text':'Hi'}]},"
                        + "{'role':'model','parts':[{'text':'Let me see.'},"
                        + "{'functionCall':{'id':'a','name':'one','args':{'x':1}}},"
                        + "{'functionCall':{'id':'b','name':'two','args':{}}}]},"
                        + "{'role':'user','parts':["
                        + "{'functionResponse':{'id':'a','name':'one','response':{'result':'1'}}},"
                        + "{'functionResponse':{'id':'b','name':'two','response':{'n':2}}}]}]}");
    }

    @Test
    void refusesAResultWithoutACall() {
        assertRefused(
                said(HI, new Message(Role.TOOL, List.of(new Part.ToolResult("a", "1")))),
                "unknown_tool_call",
                "messages[1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "{\"x\":", "text"})
    void refusesArgumentsThatAreNoObject(String arguments) {
        assertRefused(
                said(HI, new Message(Role.ASSISTANT, List.of(new Part.ToolCall("a", "one", arguments)))),
                "invalid_tool_arguments",
                "messages[1]");
    }

    @Test
    void putsAPictureOfAToolBehindItsResult() {
        Part result = new Part.ToolResult("a", null, List.of(new Part.Text("See."), PNG), false, null);

        JsonNode parts = body(said(HI, call(), new Message(Role.TOOL, List.of(result)))
                        .model("gemini-2.5-pro"))
                .at("/contents/2/parts");

        assertThat(text(parts))
                .isEqualTo("[{'functionResponse':{'id':'a','name':'one','response':{'result':'See.'}}},"
                        + "{'inlineData':{'mimeType':'image/png','data':'iVBORw0KGgo='}}]");
    }

    @Test
    void putsAPictureOfAToolIntoItsResultFromGemini3On() {
        Part result = new Part.ToolResult("a", null, List.of(new Part.Text("See."), PNG), false, null);

        JsonNode parts = body(said(HI, call(), new Message(Role.TOOL, List.of(result)))
                        .model("gemini-3-pro-preview"))
                .at("/contents/2/parts");

        assertThat(text(parts))
                .isEqualTo("[{'functionResponse':{'id':'a','name':'one','response':{'result':'See.'},"
                        + "'parts':[{'inlineData':{'mimeType':'image/png','data':'iVBORw0KGgo='}}]}}]");
    }

    @Test
    void signsTheFirstOfForeignCallsFromGemini3On() {
        Message calls = new Message(
                Role.ASSISTANT, List.of(new Part.ToolCall("a", "one", "{}"), new Part.ToolCall("b", "two", "{}")));

        JsonNode parts = body(said(HI, calls).model("gemini-3-flash-preview")).at("/contents/1/parts");

        assertThat(parts.at("/0/thoughtSignature").asText()).isEqualTo("skip_thought_signature_validator");
        assertThat(parts.at("/1").has("thoughtSignature")).isFalse();
        assertThat(text(said(HI, calls).model("gemini-2.5-flash"))).doesNotContain("thoughtSignature");
    }

    @Test
    void keepsTheSignatureOfACall() {
        Message signed = new Message(Role.ASSISTANT, List.of(new Part.ToolCall("a", "one", "{}", "c2lnbmVk", null)));

        assertThat(body(said(HI, signed).model("gemini-3-flash-preview"))
                        .at("/contents/1/parts/0/thoughtSignature")
                        .asText())
                .isEqualTo("c2lnbmVk");
    }

    @Test
    void dropsASignatureThatCannotBeOneAndNamesIt() {
        Message foreign = new Message(
                Role.ASSISTANT,
                List.of(
                        new Part.Reasoning("Hm.", "rs_é:1", null, null),
                        new Part.Reasoning("", null, "gAAAA", null),
                        new Part.Text("Yes.")));

        assertThat(text(body(said(HI, foreign, HI)).at("/contents/1/parts")))
                .isEqualTo("[{'text':'Hm.','thought':true},{'text':'Yes.'}]");
        assertThat(losses.fields()).containsExactly("reasoning.signature", "reasoning.encrypted");
    }

    @Test
    void givesTheMarkBackToThePartBehindIt() {
        Part mark = new Part.Reasoning("", "c2lnbmVk", null, null);

        assertThat(text(body(said(HI, new Message(Role.ASSISTANT, List.of(mark, PNG, mark))))
                        .at("/contents/1/parts")))
                .isEqualTo("[{'inlineData':{'mimeType':'image/png','data':'iVBORw0KGgo='},"
                        + "'thoughtSignature':'c2lnbmVk'},{'text':'','thoughtSignature':'c2lnbmVk'}]");
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "https://example.com/a.png?x=1 | 'mimeType':'image/png',",
                "https://example.com/a | ",
                "https://youtu.be/abc | 'mimeType':'video/mp4',",
            },
            delimiter = '|',
            emptyValue = "")
    void namesTheTypeOfAnAddressWhereItCan(String url, String type) {
        Message message = new Message(Role.USER, List.of(new Part.Image(new MediaSource.Url(url, null))));

        assertThat(text(body(said(message)).at("/contents/0/parts/0/fileData")))
                .isEqualTo("{" + (type == null ? "" : type) + "'fileUri':'" + url + "'}");
    }

    @ParameterizedTest
    @CsvSource({"iVBORw0KGgo=, image/png", "/9j/4AAQ, image/jpeg", "R0lGODlh, image/gif", "UklGRh, image/webp"})
    void looksAtAPictureWithoutAType(String base64, String type) {
        Message message = new Message(Role.USER, List.of(new Part.Image(new MediaSource.Inline(null, base64))));

        assertThat(body(said(message))
                        .at("/contents/0/parts/0/inlineData/mimeType")
                        .asText())
                .isEqualTo(type);
    }

    @Test
    void refusesAFileOfAnotherProvider() {
        Part file = new Part.Document(new MediaSource.StoredFile("file-abc"), null);

        assertRefused(said(new Message(Role.USER, List.of(file))), "unsupported_file", "messages[0]");
    }

    @Test
    void namesWhatPartsCannotKeep() {
        text(said(new Message(
                Role.USER,
                List.of(
                        new Part.Text("x", List.of(), new CacheHint("5m")),
                        new Part.Image(new MediaSource.Inline("image/png", "AA=="), "high", null),
                        new Part.Document(new MediaSource.PlainText("x"), "a.txt", "About.", true, null),
                        new Part.Refusal("No."),
                        new Part.Opaque("anthropic-messages", "server_tool_use", Json.object())),
                "Ann")));

        assertThat(losses.fields())
                .containsExactly(
                        "messages.name",
                        "cache_control",
                        "messages.content.image_url.detail",
                        "messages.content.filename",
                        "messages.content.context",
                        "messages.content.citations",
                        "refusal",
                        "messages.content.server_tool_use");
    }

    @Test
    void namesWhatTheRequestCannotKeep() {
        text(said(HI).user("u")
                .metadata(Map.of("a", "b"))
                .parallelToolCalls(false)
                .serviceTier("scale")
                .tools(List.of(
                        new Tool.Function("f", null, null, true, null),
                        new Tool.BuiltIn("openai-responses", "web_search", Json.object())))
                .sampling(new Sampling(
                        null, null, null, 0.1, 1L << 40, null, null, Golden.node("{'1':2}"), false, null, null)));

        assertThat(losses.fields())
                .containsExactly(
                        "tools.strict",
                        "tools.web_search",
                        "parallel_tool_calls",
                        "seed",
                        "min_p",
                        "logit_bias",
                        "service_tier",
                        "user",
                        "metadata");
    }

    @Test
    void reportsNothingThatHasNoEffect() {
        Message message = new Message(
                Role.USER,
                List.of(new Part.Text("x"), new Part.Image(new MediaSource.Inline("image/png", "AA=="), "auto", null)));

        text(said(message)
                .parallelToolCalls(true)
                .serviceTier("auto")
                .sampling(new Sampling(null, null, null, null, null, null, null, Json.object(), false, null, 1)));

        assertThat(losses.fields()).isEmpty();
    }

    private static Message call() {
        return new Message(Role.ASSISTANT, List.of(new Part.ToolCall("a", "one", "{}", "c2lnbmVk", null)));
    }

    /** What a call without a signature comes back with from a model that wants one. */
    private static ChatRequest signed(ChatRequest request) {
        String foreign = "skip_thought_signature_validator";
        List<Message> messages = request.messages().stream()
                .map(message -> {
                    boolean lacks = !message.parts().isEmpty()
                            && message.parts().get(0) instanceof Part.ToolCall first
                            && first.signature() == null;
                    return !lacks
                            ? message
                            : new Message(
                                    message.role(),
                                    message.parts().stream()
                                            .<Part>map(part -> part instanceof Part.ToolCall call
                                                    ? new Part.ToolCall(
                                                            call.id(), call.name(), call.arguments(), foreign, null)
                                                    : part)
                                            .toList());
                })
                .toList();
        return request.with().messages(messages).build();
    }

    private static ChatRequest.Builder said(Message... messages) {
        return ChatRequest.of("test-model", List.of(messages));
    }

    private JsonNode body(ChatRequest.Builder request) {
        return new GeminiDialect().encodeRequest(request.build(), losses).body();
    }

    private String text(ChatRequest.Builder request) {
        return text(body(request));
    }

    private static String text(JsonNode json) {
        return Json.text(json).replace('"', '\'');
    }

    private void assertRefused(ChatRequest.Builder request, String code, String path) {
        assertThatThrownBy(() -> body(request)).isInstanceOfSatisfying(GatewayError.class, error -> {
            assertThat(error.status()).isEqualTo(400);
            assertThat(error.code()).isEqualTo(code);
            assertThat(error.param()).isEqualTo(path);
        });
    }
}
