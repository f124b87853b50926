package dev.caravan.provider.mistral.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Json;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestWriterTest {

    private final Losses losses = new Losses();

    @Test
    void writesTheReferencesRequestBack() {
        ObjectNode golden = Goldens.json(Goldens.text("request.json"));
        MistralChatDialect dialect = new MistralChatDialect();
        ChatRequest request = dialect.decodeRequest(new WireRequest(null, true, golden), losses);

        ChatRequest again = dialect.decodeRequest(dialect.encodeRequest(request, losses), losses);

        assertThat(again.with().messages(List.of()).build())
                .isEqualTo(request.with().messages(List.of()).build());
        assertThat(again.messages().get(1)).isEqualTo(request.messages().get(1));
        assertThat(again.messages().get(5)).isEqualTo(request.messages().get(5));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void givesCallsAndTheirResultsTheSameIdOfNineLettersAndDigits() {
        ObjectNode body = write(conversation("call_abc-123", "toolu_01"));

        String first = body.at("/messages/1/tool_calls/0/id").asText();
        assertThat(first)
                .matches("[A-Za-z0-9]{9}")
                .isEqualTo(body.at("/messages/2/tool_call_id").asText());
        String second = body.at("/messages/1/tool_calls/1/id").asText();
        assertThat(second).matches("[A-Za-z0-9]{9}").isNotEqualTo(first);
        assertThat(write(conversation("call_abc-123", "toolu_01"))).isEqualTo(body);
    }

    @Test
    void keepsIdsThatMistralGave() {
        assertThat(write(conversation("gSIMJiOkT", "kCb31AbZ9"))
                        .at("/messages/1/tool_calls/0/id")
                        .asText())
                .isEqualTo("gSIMJiOkT");
    }

    @Test
    void namesTheToolOfAResult() {
        assertThat(write(conversation("a", "b")).at("/messages/3/name").asText())
                .isEqualTo("time");
    }

    @Test
    void letsTheAssistantSpeakBetweenAResultAndTheUser() {
        ChatRequest request = ChatRequest.of(
                        "m",
                        List.of(
                                new Message(Role.USER, "Go"),
                                new Message(Role.ASSISTANT, List.of(new Part.ToolCall("a", "f", "{}"))),
                                new Message(
                                        Role.USER,
                                        List.of(
                                                new Part.ToolResult("a", "done"),
                                                new Part.Text("Stop, and tell me.")))))
                .build();

        JsonNode messages = write(request).get("messages");

        assertThat(messages)
                .extracting(message -> message.get("role").asText())
                .containsExactly("user", "assistant", "tool", "assistant", "user");
        assertThat(messages.get(3).get("content").asText()).isNotBlank();
        assertThat(losses.fields()).containsExactly("messages.order");
    }

    @Test
    void asksForAPrefixToBeContinuedAndNotAfterCalls() {
        ChatRequest prefix = ChatRequest.of(
                        "m", List.of(new Message(Role.USER, "Go"), new Message(Role.ASSISTANT, "Once upon")))
                .build();

        assertThat(write(prefix).at("/messages/1/prefix").asBoolean()).isTrue();
        assertThat(write(conversation("a", "b")).at("/messages/1").has("prefix"))
                .isFalse();
    }

    @Test
    void leavesOutToolsThatMayNotBeCalled() {
        ChatRequest request = ChatRequest.of("m", List.of(new Message(Role.USER, "Go")))
                .tools(List.of(new Tool.Function("f", null, null), new Tool.Function("g", null, null)))
                .toolChoice(new ToolChoice.Allowed(List.of("g"), true))
                .build();

        ObjectNode body = write(request);

        assertThat(body.get("tools")).hasSize(1);
        assertThat(body.at("/tools/0/function/name").asText()).isEqualTo("g");
        assertThat(body.at("/tools/0/function/parameters/type").asText()).isEqualTo("object");
        assertThat(body.get("tool_choice").asText()).isEqualTo("any");
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void namesWhatMistralHasNoFieldFor() {
        Citation citation = new Citation("openai-chat", "https://e", null, null, -1, -1, Json.object());
        ChatRequest request = ChatRequest.of(
                        "m",
                        List.of(
                                new Message(Role.USER, List.of(new Part.Text("Go")), "ada"),
                                new Message(
                                        Role.ASSISTANT,
                                        List.of(
                                                new Part.Reasoning("", null, "sealed", "rs_1"),
                                                new Part.Text("Hm", List.of(citation), null),
                                                new Part.Refusal("No."),
                                                new Part.Opaque("gemini", "executableCode", Json.object()))),
                                new Message(Role.USER, "Go")))
                .tools(List.of(new Tool.BuiltIn("anthropic-messages", "web_search", Json.object())))
                .sampling(new Sampling(
                        null, null, 1, 0.1, null, null, null, Json.object().put("1", 2), false, 0, null))
                .serviceTier("flex")
                .user("u")
                .build();

        assertThat(write(request).at("/messages/1/content"))
                .extracting(chunk -> chunk.get("text").asText())
                .containsExactly("Hm", "No.");
        assertThat(losses.fields())
                .containsExactly(
                        "messages.name",
                        "reasoning.encrypted",
                        "messages.content.citations",
                        "messages.content.refusal",
                        "messages.content.executableCode",
                        "tools.web_search",
                        "top_k",
                        "min_p",
                        "logit_bias",
                        "service_tier",
                        "user");
    }

    @ParameterizedTest
    @CsvSource({"500, low", "2048, low", "2049, medium", "12288, medium", "20000, high"})
    void writesABudgetAsTheNearestEffort(int budget, String effort) {
        assertThat(write(thinking(Thinking.ofBudget(budget)))
                        .get("reasoning_effort")
                        .asText())
                .isEqualTo(effort);
    }

    @Test
    void writesHowMuchTheModelIsToThink() {
        assertThat(write(thinking(Thinking.ofEffort("max")))
                        .get("reasoning_effort")
                        .asText())
                .isEqualTo("xhigh");
        assertThat(write(thinking(new Thinking(Thinking.Mode.DISABLED, null, null, null)))
                        .get("reasoning_effort")
                        .asText())
                .isEqualTo("none");
        assertThat(write(thinking(new Thinking(Thinking.Mode.ENABLED, null, null, null)))
                        .get("prompt_mode")
                        .asText())
                .isEqualTo("reasoning");
        assertThat(losses.fields()).isEmpty();
        write(thinking(new Thinking(Thinking.Mode.ADAPTIVE, null, null, null)));
        assertThat(losses.fields()).containsExactly("thinking.adaptive");
    }

    @ParameterizedTest
    @ValueSource(strings = {"image", "audio", "video"})
    void refusesMediaThatMistralCannotGetAt(String kind) {
        MediaSource elsewhere = new MediaSource.StoredFile("file-1");
        Part part =
                switch (kind) {
                    case "image" -> new Part.Image(elsewhere);
                    case "audio" -> new Part.Audio(elsewhere, null);
                    default -> new Part.Video(elsewhere);
                };

        assertThatThrownBy(() -> write(ChatRequest.of("m", List.of(new Message(Role.USER, List.of(part))))
                        .build()))
                .asInstanceOf(InstanceOfAssertFactories.type(GatewayError.class))
                .satisfies(error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.code()).isEqualTo("unsupported_" + kind);
                });
    }

    @Test
    void writesDocumentsByTheirAddressTheirBytesOrTheirText() {
        List<Part> documents = List.of(
                new Part.Document(new MediaSource.Url("https://e/a.pdf", null), null),
                new Part.Document(new MediaSource.Inline(null, "JVBE"), "b.pdf"),
                new Part.Document(new MediaSource.PlainText("words"), "c", "context", true, null));

        JsonNode content = write(ChatRequest.of("m", List.of(new Message(Role.USER, documents)))
                        .build())
                .at("/messages/0/content");

        assertThat(content.get(0).get("document_url").asText()).isEqualTo("https://e/a.pdf");
        assertThat(content.get(1).get("document_url").asText()).isEqualTo("data:application/pdf;base64,JVBE");
        assertThat(content.get(1).get("document_name").asText()).isEqualTo("b.pdf");
        assertThat(content.get(2).get("text").asText()).isEqualTo("words");
        assertThat(losses.fields())
                .containsExactly(
                        "messages.content.document.context",
                        "messages.content.document.citations",
                        "messages.content.document.title");
    }

    private static ChatRequest thinking(Thinking thinking) {
        return ChatRequest.of("m", List.of(new Message(Role.USER, "Go")))
                .thinking(thinking)
                .build();
    }

    private static ChatRequest conversation(String first, String second) {
        return ChatRequest.of(
                        "m",
                        List.of(
                                new Message(Role.USER, "Go"),
                                new Message(
                                        Role.ASSISTANT,
                                        List.of(
                                                new Part.ToolCall(first, "weather", "{}"),
                                                new Part.ToolCall(second, "time", ""))),
                                new Message(Role.TOOL, List.of(new Part.ToolResult(first, "sun"))),
                                new Message(Role.TOOL, List.of(new Part.ToolResult(second, "noon")))))
                .build();
    }

    private ObjectNode write(ChatRequest request) {
        return new MistralChatDialect().encodeRequest(request, losses).body();
    }
}
