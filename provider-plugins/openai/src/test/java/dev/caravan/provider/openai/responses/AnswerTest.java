package dev.caravan.provider.openai.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Finish.Reason;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {

    private static final ChatRequest REQUEST =
            ChatRequest.of("gpt-5.1", List.of(new Message(Role.USER, "Hi"))).build();

    private final Losses losses = new Losses();
    private final ResponsesDialect dialect =
            new ResponsesDialect(InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000)));

    @Test
    void readsAWholeAnswer() {
        ObjectNode golden = Golden.json("answer.json");

        ChatAnswer answer = dialect.decodeAnswer(golden, losses);

        assertThat(answer.id()).isEqualTo("resp_67ccd2bed1ec8190b14f964abc054267");
        assertThat(answer.model()).isEqualTo("gpt-5.1-2025-11-13");
        assertThat(answer.created()).isEqualTo(1741476542);
        assertThat(answer.serviceTier()).isEqualTo("default");
        assertThat(answer.usage()).isEqualTo(new Usage(36, 87, 16, 4, -1, 64, -1, -1));
        Choice choice = answer.choices().get(0);
        assertThat(choice.finish()).isEqualTo(new Finish(Reason.TOOL_CALLS));
        assertThat(choice.logprobs().at("/content/0/token").textValue()).isEqualTo("Sunny");
        JsonNode annotations = golden.at("/output/2/content/0/annotations");
        assertThat(choice.parts())
                .containsExactly(
                        new Part.Reasoning("Where is Zürich?", null, "gAAAAABo", "rs_1"),
                        new Part.Opaque("openai-responses", "web_search_call", golden.at("/output/1")),
                        new Part.Text(
                                "Sunny",
                                List.of(
                                        new Citation(
                                                "openai-responses",
                                                "https://example.com/weather",
                                                "Weather",
                                                null,
                                                0,
                                                5,
                                                annotations.get(0)),
                                        new Citation(
                                                "openai-responses",
                                                null,
                                                "climate.pdf",
                                                null,
                                                -1,
                                                -1,
                                                annotations.get(1))),
                                null),
                        new Part.Refusal("No forecast for tomorrow."),
                        new Part.ToolCall("call_1", "get_weather", "{\"city\":\"Zürich\"}"));
    }

    @Test
    void writesAWholeAnswerAsItWasRead() {
        ObjectNode golden = Golden.json("answer.json");

        JsonNode written =
                Golden.overTheWire(dialect.encodeAnswer(dialect.decodeAnswer(golden, losses), REQUEST, losses));

        assertThat(losses.fields()).isEmpty();
        for (int made : new int[] {2, 3}) {
            assertThat(written.at("/output/" + made + "/id").textValue()).matches(made == 2 ? "msg_.{32}" : "fc_.{32}");
            ((ObjectNode) written.at("/output/" + made)).set("id", golden.at("/output/" + made + "/id"));
        }
        assertThat(written).isEqualTo(golden);
    }

    @Test
    void repeatsTheRequestAsSdksExpect() {
        JsonNode tool = Golden.of("{'type':'object'}");
        ChatRequest request = ChatRequest.of(
                        "asked", List.of(new Message(Role.SYSTEM, "Be brief."), new Message(Role.USER, "Hi")))
                .tools(List.of(new Tool.Function("f", "Does f.", tool, true, null)))
                .toolChoice(new ToolChoice.Named("f"))
                .parallelToolCalls(false)
                .maxTokens(100)
                .sampling(new Sampling(0.5, 0.9, null, null, null, null, null, null, true, 2, null))
                .thinking(Thinking.ofEffort("high"))
                .serviceTier("flex")
                .user("user-17")
                .metadata(Map.of("team", "search"))
                .build();

        JsonNode written = Golden.overTheWire(
                dialect.encodeAnswer(answer(new Finish(Reason.STOP), new Part.Text("Ho")), request, losses));

        assertThat(written.get("instructions").textValue()).isEqualTo("Be brief.");
        assertThat(written.get("tools"))
                .isEqualTo(Golden.of("{'t':[{'type':'function','name':'f','description':'Does f.',"
                                + "'parameters':{'type':'object'},'strict':true}]}")
                        .get("t"));
        assertThat(written.get("tool_choice")).isEqualTo(Golden.of("{'type':'function','name':'f'}"));
        assertThat(written.get("parallel_tool_calls").booleanValue()).isFalse();
        assertThat(written.get("max_output_tokens").intValue()).isEqualTo(100);
        assertThat(written.get("temperature").doubleValue()).isEqualTo(0.5);
        assertThat(written.get("top_p").doubleValue()).isEqualTo(0.9);
        assertThat(written.get("top_logprobs").intValue()).isEqualTo(2);
        assertThat(written.get("reasoning")).isEqualTo(Golden.of("{'effort':'high','summary':null}"));
        assertThat(written.get("service_tier").textValue()).isEqualTo("flex");
        assertThat(written.get("safety_identifier").textValue()).isEqualTo("user-17");
        assertThat(written.get("metadata")).isEqualTo(Golden.of("{'team':'search'}"));
    }

    @Test
    void givesAnAnswerOfAnotherProviderIdsAndADate() {
        ChatAnswer foreign = new ChatAnswer(
                "msg_01AbC", null, 0, choice(new Finish(Reason.STOP), new Part.Text("Ho")), Usage.NONE, null, null);

        JsonNode written = dialect.encodeAnswer(foreign, REQUEST, losses);

        assertThat(written.get("id").textValue()).isEqualTo("resp_msg_01AbC");
        assertThat(written.get("model").textValue()).isEqualTo("gpt-5.1");
        assertThat(written.get("created_at").longValue()).isEqualTo(1_700_000_000);
        assertThat(written.get("usage").isNull()).isTrue();
        assertThat(dialect.encodeAnswer(foreign, REQUEST, losses)).isEqualTo(written);
    }

    @Test
    void givesCallsWithoutAnIdOrWithTheSameOneTheirOwn() {
        JsonNode output = dialect.encodeAnswer(
                        answer(
                                new Finish(Reason.TOOL_CALLS),
                                new Part.ToolCall(null, "f", ""),
                                new Part.ToolCall("", "f", "{}"),
                                new Part.ToolCall("same", "f", "{}"),
                                new Part.ToolCall("same", "f", "{}")),
                        REQUEST,
                        losses)
                .get("output");

        assertThat(output.findValuesAsText("call_id")).doesNotHaveDuplicates().contains("same");
        assertThat(output.findValuesAsText("id")).doesNotHaveDuplicates();
        assertThat(output.at("/0/arguments").textValue()).isEqualTo("{}");
    }

    @Test
    void writesTextsThatFollowEachOtherAsOneMessage() {
        JsonNode output = dialect.encodeAnswer(
                        answer(
                                new Finish(Reason.STOP),
                                new Part.Text("a"),
                                new Part.Text("b"),
                                new Part.Reasoning("hm"),
                                new Part.Text("c")),
                        REQUEST,
                        losses)
                .get("output");

        assertThat(output.findValuesAsText("type").stream()
                        .filter(type -> !type.endsWith("_text"))
                        .toList())
                .containsExactly("message", "reasoning", "message");
        assertThat(output.at("/0/content/1/text").textValue()).isEqualTo("b");
    }

    @Test
    void carriesSignaturesOfOtherProvidersThroughTheClient() {
        JsonNode output = dialect.encodeAnswer(
                        answer(
                                new Finish(Reason.TOOL_CALLS),
                                new Part.Reasoning("hm", "c2ln", null, null),
                                new Part.Reasoning("", null, "cmVkYWN0ZWQ=", null),
                                new Part.ToolCall("c", "f", "{}", "dGhvdWdodA==", null)),
                        REQUEST,
                        losses)
                .get("output");

        assertThat(losses.fields()).isEmpty();
        assertThat(output.at("/0/encrypted_content").textValue()).isEqualTo("signature:c2ln");
        assertThat(output.at("/0/id").textValue()).startsWith("rs_local_");
        assertThat(output.at("/1/encrypted_content").textValue()).isEqualTo("cmVkYWN0ZWQ=");
        assertThat(output.at("/2/extra_content/google/thought_signature").textValue())
                .isEqualTo("dGhvdWdodA==");
    }

    @Test
    void writesAPictureAsAGeneratedImage() {
        JsonNode output = dialect.encodeAnswer(
                        answer(
                                new Finish(Reason.STOP),
                                new Part.Image(new MediaSource.Inline("image/png", "iVBORw0KGgo="))),
                        REQUEST,
                        losses)
                .get("output");

        assertThat(output.at("/0/type").textValue()).isEqualTo("image_generation_call");
        assertThat(output.at("/0/result").textValue()).isEqualTo("iVBORw0KGgo=");
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void writesACitationOfAnotherProvider() {
        Citation citation = new Citation("anthropic-messages", "https://example.com", null, "q", -1, -1, Json.object());
        JsonNode annotation = dialect.encodeAnswer(
                        answer(new Finish(Reason.STOP), new Part.Text("Sunny", List.of(citation), null)),
                        REQUEST,
                        losses)
                .at("/output/0/content/0/annotations/0");

        assertThat(annotation)
                .isEqualTo(Golden.of("{'type':'url_citation','start_index':0,'end_index':5,"
                        + "'url':'https://example.com','title':''}"));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void namesWhatAnAnswerLoses() {
        Citation citation = new Citation("anthropic-messages", null, "A book", "q", 0, 3, Json.object());
        Choice first = new Choice(
                0,
                List.of(
                        new Part.Text("a", List.of(citation), null),
                        new Part.Opaque("anthropic-messages", "server_tool_use", Json.object()),
                        new Part.Audio(new MediaSource.Inline("audio/wav", "UklGRg=="), "wav")),
                new Finish(Reason.PAUSE));
        Choice second = new Choice(1, List.of(), new Finish(Reason.STOP));

        JsonNode written = dialect.encodeAnswer(
                new ChatAnswer("a", "m", 1, List.of(first, second), Usage.of(1, 2), null, null), REQUEST, losses);

        assertThat(losses.fields())
                .containsExactly("n", "citations", "content.server_tool_use", "content.media", "finish_reason");
        assertThat(written.get("output")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, completed,, completed",
        "TOOL_CALLS, completed,, completed",
        "LENGTH, incomplete, max_output_tokens, incomplete",
        "CONTEXT_WINDOW, incomplete, max_output_tokens, incomplete",
        "CONTENT_FILTER, incomplete, content_filter, incomplete",
        "ERROR, failed,, completed",
    })
    void tellsHowTheAnswerEnded(Reason reason, String status, String why, String item) {
        JsonNode written = dialect.encodeAnswer(
                answer(new Finish(reason), new Part.ToolCall("c", "f", "{}"), new Part.Text("It")), REQUEST, losses);

        assertThat(written.get("status").textValue()).isEqualTo(status);
        assertThat(written.at("/incomplete_details/reason").textValue()).isEqualTo(why);
        assertThat(written.get("error").isNull()).isNotEqualTo(status.equals("failed"));
        assertThat(written.at("/output/0/status").textValue()).isEqualTo("completed");
        assertThat(written.at("/output/1/status").textValue()).isEqualTo(item);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    'status':'completed' | STOP |
                    'status':'incomplete','incomplete_details':{'reason':'max_output_tokens'} | LENGTH |
                    'status':'incomplete','incomplete_details':{'reason':'content_filter'} | CONTENT_FILTER |
                    'status':'incomplete','incomplete_details':{'reason':'moonrise'} | OTHER | moonrise
                    'status':'incomplete' | OTHER | incomplete
                    'status':'cancelled' | OTHER | cancelled
                    """)
    void readsHowTheAnswerEnded(String fields, Reason reason, String raw) {
        ChatAnswer answer = dialect.decodeAnswer(Golden.of("{'output':[]," + fields + "}"), losses);

        assertThat(answer.choices().get(0).finish()).isEqualTo(new Finish(reason, null, raw));
    }

    @Test
    void readsThoughtsWithoutASummaryAndADateWithAFraction() {
        ChatAnswer answer = dialect.decodeAnswer(
                Golden.of("{'created_at':1741476542.5,'output':[{'type':'reasoning','id':'rs_1','summary':[],"
                        + "'content':[{'type':'reasoning_text','text':'Hm.'}]}]}"),
                losses);

        assertThat(answer.created()).isEqualTo(1741476542);
        assertThat(answer.usage()).isEqualTo(Usage.NONE);
        assertThat(answer.choices().get(0).parts()).containsExactly(new Part.Reasoning("Hm.", null, null, "rs_1"));
    }

    @Test
    void passesOverThoughtsThatHoldNothing() {
        ChatAnswer answer =
                dialect.decodeAnswer(Golden.of("{'output':[{'type':'reasoning','id':'rs_1','summary':[]}]}"), losses);

        assertThat(answer.choices().get(0).parts()).isEmpty();
    }

    @Test
    void givesAResponseThatFailedAsTheProvidersError() {
        assertThatThrownBy(() -> dialect.decodeAnswer(
                        Golden.of("{'status':'failed','error':{'code':'rate_limit_exceeded','message':'Slow down.'}}"),
                        losses))
                .isInstanceOfSatisfying(GatewayError.class, error -> {
                    assertThat(error.status()).isEqualTo(429);
                    assertThat(error.code()).isEqualTo("rate_limit_exceeded");
                    assertThat(error.text()).isEqualTo("Slow down.");
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}
                    {'output':7}
                    {'output':[{}]}
                    {'output':[{'type':'function_call'}]}
                    {'output':[{'type':'message','content':[{'type':'output_text'}]}]}
                    """)
    void callsAMalformedAnswerTheProvidersFault(String body) {
        assertThatThrownBy(() -> dialect.decodeAnswer(Golden.of(body), losses))
                .isInstanceOfSatisfying(
                        GatewayError.class, error -> assertThat(error.status()).isEqualTo(502));
    }

    private static List<Choice> choice(Finish finish, Part... parts) {
        return List.of(new Choice(0, List.of(parts), finish));
    }

    private static ChatAnswer answer(Finish finish, Part... parts) {
        return new ChatAnswer("answer-1", "m", 1, choice(finish, parts), Usage.of(1, 2), null, null);
    }
}
