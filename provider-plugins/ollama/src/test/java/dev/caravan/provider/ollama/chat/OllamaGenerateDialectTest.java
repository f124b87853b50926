package dev.caravan.provider.ollama.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Tool;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Json;
import dev.caravan.testkit.chat.AnswerFeature;
import dev.caravan.testkit.chat.ChatDialectContract;
import dev.caravan.testkit.chat.RequestFeature;
import dev.caravan.testkit.grammar.OllamaGrammar;
import dev.caravan.testkit.grammar.StreamGrammar;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OllamaGenerateDialectTest extends ChatDialectContract {

    private final Losses losses = new Losses();

    @Override
    protected ChatDialect dialect() {
        return new OllamaGenerateDialect();
    }

    @Override
    protected StreamGrammar grammar() {
        return OllamaGrammar.generate();
    }

    /** One prompt holds no turns and no tools; media are asked about in a second turn there. */
    @Override
    protected Set<RequestFeature> inexpressibleInRequests() {
        return EnumSet.of(
                RequestFeature.MULTI_TURN,
                RequestFeature.TOOLS,
                RequestFeature.TOOL_CHOICE_REQUIRED,
                RequestFeature.TOOL_CHOICE_NAMED,
                RequestFeature.TOOL_CHOICE_NONE,
                RequestFeature.NO_PARALLEL_CALLS,
                RequestFeature.TOOL_RESULT,
                RequestFeature.PARALLEL_TOOL_RESULTS,
                RequestFeature.TOOL_ERROR,
                RequestFeature.IMAGE_BASE64,
                RequestFeature.IMAGE_URL,
                RequestFeature.DOCUMENT,
                RequestFeature.AUDIO,
                RequestFeature.CHOICES,
                RequestFeature.CACHE_HINT,
                RequestFeature.USER,
                RequestFeature.METADATA);
    }

    @Override
    protected Set<AnswerFeature> inexpressibleInAnswers() {
        return EnumSet.of(
                AnswerFeature.TOOL_CALL,
                AnswerFeature.TEXT_AND_TOOL_CALL,
                AnswerFeature.PARALLEL_TOOL_CALLS,
                AnswerFeature.TOOL_CALL_WITHOUT_ARGUMENTS,
                AnswerFeature.SIGNED_TOOL_CALL,
                AnswerFeature.SIGNED_REASONING,
                AnswerFeature.REFUSAL,
                AnswerFeature.STOP_SEQUENCE,
                AnswerFeature.CONTENT_FILTER,
                AnswerFeature.CACHED_TOKENS,
                AnswerFeature.REASONING_TOKENS);
    }

    @Test
    void readsAPromptAsWhatAUserSays() {
        ChatRequest request = read("{\"model\":\"llava\",\"system\":\"Be brief.\",\"prompt\":\"What is it?\","
                + "\"images\":[\"/9j/4AAQ\"],\"raw\":false,\"suffix\":\"\",\"template\":\"\",\"context\":[]}");

        assertThat(request.messages())
                .containsExactly(
                        new Message(Role.SYSTEM, "Be brief."),
                        new Message(
                                Role.USER,
                                List.of(
                                        new Part.Text("What is it?"),
                                        new Part.Image(new MediaSource.Inline("image/jpeg", "/9j/4AAQ")))));
        assertThat(request.stream()).isTrue();
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void readsARequestWithoutAPromptAsOneThatSaysNothing() {
        assertThat(read("{\"model\":\"m\",\"keep_alive\":0}").messages()).isEmpty();
    }

    @Test
    void writesWhatItReads() {
        String body = "{\"model\":\"llava\",\"system\":\"Be brief.\",\"prompt\":\"What is it?\","
                + "\"images\":[\"/9j/4AAQ\"],\"stream\":true}";

        assertThat(dialect().encodeRequest(read(body), losses).body()).isEqualTo(json(body));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void namesWhatItCannotCarryOver() {
        read("{\"prompt\":\"x\",\"template\":\"{{ .Prompt }}\",\"context\":[1,2],\"keep_alive\":\"5m\",\"width\":512}");

        assertThat(losses.fields()).containsExactly("template", "context", "keep_alive", "width");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"prompt":"def f(","suffix":"return 1"}      | suffix
            {"prompt":"[INST] Hi [/INST]","raw":true}    | raw
            {"prompt":7}                                 | prompt
            {"prompt":"x","images":[7]}                  | images[0]
            """)
    void refusesWhatIsNoConversation(String body, String param) {
        assertRefused(() -> read(body), param);
    }

    @Test
    void refusesAConversationOfSeveralTurns() {
        assertRefused(() -> write(List.of(new Message(Role.USER, "a"), new Message(Role.USER, "b"))), "messages");
        assertRefused(() -> write(List.of(new Message(Role.ASSISTANT, "a"))), "messages");
        assertRefused(() -> write(List.of(new Message(Role.USER, List.of(new Part.ToolResult("c", "x"))))), "messages");
        assertRefused(
                () -> dialect()
                        .encodeRequest(
                                ChatRequest.of("m", List.of(new Message(Role.USER, "a")))
                                        .tools(List.of(new Tool.Function("f", null, null)))
                                        .build(),
                                losses),
                "tools");
    }

    @Test
    void joinsInstructionsIntoOne() {
        WireRequest written = write(List.of(
                new Message(Role.SYSTEM, "One."), new Message(Role.USER, "Hi"), new Message(Role.DEVELOPER, "Two.")));

        assertThat(written.body().get("system").asText()).isEqualTo("One.\nTwo.");
        assertThat(written.body().get("prompt").asText()).isEqualTo("Hi");
    }

    private WireRequest write(List<Message> messages) {
        return dialect().encodeRequest(ChatRequest.of("m", messages).build(), losses);
    }

    private static void assertRefused(Runnable attempt, String param) {
        assertThatThrownBy(attempt::run)
                .asInstanceOf(InstanceOfAssertFactories.type(GatewayError.class))
                .satisfies(error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.param()).isEqualTo(param);
                });
    }

    private ChatRequest read(String body) {
        return dialect().decodeRequest(new WireRequest(null, true, (ObjectNode) json(body)), losses);
    }

    private static JsonNode json(String text) {
        return Objects.requireNonNull(Json.parse(text));
    }
}
