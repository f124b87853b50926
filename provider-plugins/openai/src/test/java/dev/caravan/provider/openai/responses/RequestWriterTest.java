package dev.caravan.provider.openai.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.chat.CallIds;
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
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestWriterTest {

    private final Losses losses = new Losses();

    @Test
    void writesEveryFieldOfARequestAsItWasRead() {
        ObjectNode body = Golden.json("request.json");
        ResponsesDialect dialect = new ResponsesDialect();

        WireRequest written =
                dialect.encodeRequest(dialect.decodeRequest(new WireRequest("gpt-5.1", true, body), losses), losses);

        assertThat(losses.fields()).isEmpty();
        assertThat(written.model()).isEqualTo("gpt-5.1");
        assertThat(written.stream()).isTrue();
        assertThat(Golden.overTheWire(written.body())).isEqualTo(body);
    }

    @Test
    void leavesNoCopyAtTheProvider() {
        assertThat(Json.text(write(user("Hi").build())))
                .isEqualTo("{\"model\":\"m\",\"input\":[{\"type\":\"message\",\"role\":\"user\",\"content\":\"Hi\"}],"
                        + "\"store\":false}");
    }

    @Test
    void keepsFunctionsLooseUnlessTheClientWantsThemStrict() {
        JsonNode tools = write(user("Hi")
                        .tools(List.of(
                                new Tool.Function("f", null, Json.object()),
                                new Tool.Function("g", null, Json.object(), true, null)))
                        .build())
                .get("tools");

        assertThat(tools.get(0).get("strict").booleanValue()).isFalse();
        assertThat(tools.get(1).get("strict").booleanValue()).isTrue();
    }

    @Test
    void writesOnlyTheFirstPlainSystemMessageAsInstructions() {
        ObjectNode body = write(ChatRequest.of(
                        "m",
                        List.of(
                                new Message(Role.SYSTEM, "One."),
                                new Message(Role.SYSTEM, "Two."),
                                new Message(Role.DEVELOPER, "Three.")))
                .build());

        assertThat(body.get("instructions").textValue()).isEqualTo("One.");
        assertThat(body.at("/input/0/role").textValue()).isEqualTo("system");
        assertThat(body.at("/input/0/content").textValue()).isEqualTo("Two.");
        assertThat(body.at("/input/1/role").textValue()).isEqualTo("developer");
    }

    @Test
    void givesCallsAndResultsWithoutIdsTheSameOnes() {
        ObjectNode body = write(CallIds.complete(ChatRequest.of(
                        "m",
                        List.of(
                                new Message(Role.ASSISTANT, List.of(new Part.ToolCall(null, "f", " "))),
                                new Message(
                                        Role.USER,
                                        List.of(
                                                new Part.ToolResult(
                                                        null, "f", List.of(new Part.Text("1")), false, null),
                                                new Part.Text("Well?")))))
                .build()));

        JsonNode input = body.get("input");
        assertThat(input.at("/0/arguments").textValue()).isEqualTo("{}");
        assertThat(input.at("/0/call_id").textValue()).isNotBlank();
        assertThat(input.at("/1/call_id")).isEqualTo(input.at("/0/call_id"));
        assertThat(input.at("/1/output").textValue()).isEqualTo("1");
        assertThat(input.at("/2/content").textValue()).isEqualTo("Well?");
    }

    @Test
    void refusesAResultThatBelongsToNoCall() {
        assertRefused(new Message(Role.TOOL, List.of(new Part.ToolResult(null, "x"))));
    }

    @Test
    void sendsOnlyThoughtsThatOpenAiCanRead() {
        JsonNode input = write(ChatRequest.of(
                                "m",
                                List.of(new Message(
                                        Role.ASSISTANT,
                                        List.of(
                                                new Part.Reasoning("plain"),
                                                new Part.Reasoning("signed", "c2ln", null, null),
                                                new Part.Reasoning("", null, "gAAAA", null),
                                                new Part.Text("So.")))))
                        .build())
                .get("input");

        assertThat(input).hasSize(2);
        assertThat(Json.text(input.get(0)))
                .isEqualTo("{\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"gAAAA\"}");
        assertThat(losses.fields()).containsExactly("reasoning", "reasoning.signature");
    }

    @Test
    void joinsThePartsOfOneThought() {
        JsonNode input = write(ChatRequest.of(
                                "m",
                                List.of(new Message(
                                        Role.ASSISTANT,
                                        List.of(
                                                new Part.Reasoning("Hm.", null, null, "rs_1"),
                                                new Part.Reasoning("", null, "gAAAA", "rs_1"),
                                                new Part.Reasoning("", null, "gBBBB", "rs_2")))))
                        .build())
                .get("input");

        assertThat(input).hasSize(2);
        assertThat(input.at("/0/summary/0/text").textValue()).isEqualTo("Hm.");
        assertThat(input.at("/0/encrypted_content").textValue()).isEqualTo("gAAAA");
        assertThat(input.at("/1/id").textValue()).isEqualTo("rs_2");
    }

    @Test
    void givesAFileANameAndAnImageItsType() {
        JsonNode content = content(
                new Part.Document(new MediaSource.Inline("application/pdf", "JVBERi0="), null),
                new Part.Document(new MediaSource.PlainText("Hi"), null),
                new Part.Image(new MediaSource.Inline(null, "/9j/4AAQ")),
                new Part.Audio(new MediaSource.Inline("audio/mpeg", "SUQz"), null));

        assertThat(content.at("/0/filename").textValue()).isEqualTo("document.pdf");
        assertThat(content.at("/1/filename").textValue()).isEqualTo("document.txt");
        assertThat(content.at("/1/file_data").textValue()).isEqualTo("data:text/plain;base64,SGk=");
        assertThat(content.at("/2/image_url").textValue()).isEqualTo("data:image/jpeg;base64,/9j/4AAQ");
        assertThat(content.at("/3/input_audio/format").textValue()).isEqualTo("mp3");
    }

    @Test
    void refusesContentThatCannotBeLeftOut() {
        assertRefused(new Message(
                Role.USER, List.of(new Part.Audio(new MediaSource.Url("https://example.com/a.mp3", null), "mp3"))));
        assertRefused(new Message(
                Role.USER, List.of(new Part.Video(new MediaSource.Url("https://example.com/v.mp4", null)))));
    }

    @Test
    void namesWhatAMessageLoses() {
        Citation citation = new Citation("cohere-chat", null, "A book", "words", 0, 3, Json.object());
        write(ChatRequest.of(
                        "m",
                        List.of(
                                new Message(
                                        Role.USER,
                                        List.of(
                                                new Part.Text("a", List.of(), new CacheHint("1h")),
                                                new Part.Document(
                                                        new MediaSource.StoredFile("f"), null, "about", true, null),
                                                new Part.Opaque(
                                                        "anthropic-messages", "container_upload", Json.object())),
                                        "Ann"),
                                new Message(
                                        Role.ASSISTANT,
                                        List.of(
                                                new Part.Text("b", List.of(citation), null),
                                                new Part.Image(new MediaSource.StoredFile("i")),
                                                new Part.ToolCall("c", "f", "{}", "c2ln", null))),
                                new Message(Role.TOOL, List.of(new Part.ToolResult("c", null, List.of(), true, null)))))
                .build());

        assertThat(losses.fields())
                .containsExactly(
                        "messages.name",
                        "messages.cache_control",
                        "messages.content.document.context",
                        "messages.content.document.citations",
                        "messages.content.container_upload",
                        "messages.content.citations",
                        "messages.content.image",
                        "messages.tool_calls.signature",
                        "messages.tool_result.is_error");
    }

    @Test
    void namesWhatARequestLoses() {
        ObjectNode body = write(user("Hi")
                .tools(List.of(new Tool.BuiltIn("anthropic-messages", "bash_20250124", Json.object())))
                .stop(List.of("END"))
                .serviceTier("standard_only")
                .maxTokens(1)
                .sampling(new Sampling(null, null, 4, 0.1, 7L, 0.5, 0.5, Golden.of("{'1':2}"), null, null, 2))
                .build());

        assertThat(losses.fields())
                .containsExactly(
                        "tools.bash_20250124",
                        "max_tokens",
                        "stop",
                        "top_k",
                        "min_p",
                        "seed",
                        "frequency_penalty",
                        "presence_penalty",
                        "logit_bias",
                        "n",
                        "service_tier");
        assertThat(body.get("max_output_tokens").intValue()).isEqualTo(16);
        assertThat(body.has("tools")).isFalse();
    }

    @Test
    void isSilentAboutWhatHasNoEffect() {
        write(user("Hi")
                .sampling(new Sampling(null, null, null, null, null, 0.0, 0.0, Json.object(), false, 0, 1))
                .build());

        assertThat(losses.fields()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1024, low", "2048, low", "2049, medium", "12288, medium", "12289, high"})
    void turnsABudgetIntoAnEffort(int budget, String effort) {
        ObjectNode body = write(user("Hi").thinking(Thinking.ofBudget(budget)).build());

        assertThat(body.at("/reasoning/effort").textValue()).isEqualTo(effort);
        assertThat(body.at("/include/0").textValue()).isEqualTo("reasoning.encrypted_content");
        assertThat(losses.fields()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"summarized, auto", "detailed, detailed", "omitted,"})
    void asksForASummaryInOpenAisWords(String wanted, String asked) {
        ObjectNode body = write(
                user("Hi").thinking(new Thinking(null, "low", null, wanted)).build());

        assertThat(body.at("/reasoning/summary").textValue()).isEqualTo(asked);
    }

    @Test
    void leavesThinkingToModelsThatDoNotTakeAnOrderToStop() {
        ObjectNode body = write(user("Hi")
                .thinking(new Thinking(Thinking.Mode.DISABLED, null, null, null))
                .build());

        assertThat(body.has("reasoning")).isFalse();
        assertThat(body.has("include")).isFalse();
        assertThat(losses.fields()).containsExactly("thinking");
    }

    @Test
    void leavesItToTheModelWhereTheClientDoes() {
        ObjectNode body = write(user("Hi")
                .thinking(new Thinking(Thinking.Mode.ADAPTIVE, null, null, null))
                .build());

        assertThat(body.has("reasoning")).isFalse();
        assertThat(losses.fields()).isEmpty();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = "weather")
    void namesEverySchema(String name) {
        ObjectNode body = write(user("Hi")
                .format(new OutputFormat.JsonSchema(name, Json.object()))
                .build());

        assertThat(body.at("/text/format/name").textValue()).isEqualTo(name == null ? "response" : name);
    }

    private JsonNode content(Part... parts) {
        return write(ChatRequest.of("m", List.of(new Message(Role.USER, List.of(parts))))
                        .build())
                .at("/input/0/content");
    }

    private void assertRefused(Message message) {
        assertThatThrownBy(() -> write(ChatRequest.of("m", List.of(message)).build()))
                .isInstanceOfSatisfying(GatewayError.class, error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.param()).isEqualTo("messages");
                });
    }

    private static ChatRequest.Builder user(String text) {
        return ChatRequest.of("m", List.of(new Message(Role.USER, text)));
    }

    private ObjectNode write(ChatRequest request) {
        return new ResponsesDialect().encodeRequest(request, losses).body();
    }
}
