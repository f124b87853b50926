package dev.caravan.provider.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.chat.ToolChoice;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestReaderTest {

    private final Losses losses = new Losses();

    @Test
    void readsEveryKindOfContent() {
        ChatRequest request = read(
                """
                {"model":"m","messages":[
                  {"role":"user","name":"ada","content":[
                    {"type":"text","text":"Look","cache_control":{"type":"ephemeral","ttl":"1h"}},
                    {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBO","detail":"low"}},
                    {"type":"image_url","image_url":{"url":"https://example.com/a.png"}},
                    {"type":"input_audio","input_audio":{"data":"UklG","format":"wav"}},
                    {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBE"}},
                    {"type":"file","file":{"file_id":"file-1"}}]}]}
                """);

        assertThat(request.messages())
                .containsExactly(new Message(
                        Role.USER,
                        List.of(
                                new Part.Text("Look", List.of(), new CacheHint("1h")),
                                new Part.Image(new MediaSource.Inline("image/png", "iVBO"), "low", null),
                                new Part.Image(new MediaSource.Url("https://example.com/a.png", null)),
                                new Part.Audio(new MediaSource.Inline("audio/wav", "UklG"), "wav"),
                                new Part.Document(new MediaSource.Inline("application/pdf", "JVBE"), "a.pdf"),
                                new Part.Document(new MediaSource.StoredFile("file-1"), null)),
                        "ada"));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void readsAnAssistantsTurnWithThoughtsAndCalls() {
        ChatRequest request = read(
                """
                {"model":"m","messages":[
                  {"role":"user","content":"Go"},
                  {"role":"assistant","content":null,"refusal":null,
                   "reasoning_content":"Hm","reasoning_details":[
                     {"type":"reasoning.text","text":"Hm","signature":"s1","index":0},
                     {"type":"reasoning.encrypted","data":"sealed","index":1}],
                   "tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\\"a\\":1}"}}]},
                  {"role":"tool","tool_call_id":"c1","content":[{"type":"text","text":"done"}]}]}
                """);

        assertThat(request.messages().get(1).parts())
                .containsExactly(
                        new Part.Reasoning("Hm", "s1", null, null),
                        new Part.Reasoning("", null, "sealed", null),
                        new Part.ToolCall("c1", "f", "{\"a\":1}"));
        assertThat(request.messages().get(2).parts()).containsExactly(new Part.ToolResult("c1", "done"));
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void namesWhatItCannotCarryOver() {
        read(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"store\":true,\"n\":1,"
                        + "\"modalities\":[\"text\",\"audio\"],\"verbosity\":\"low\",\"prediction\":{},\"prompt_cache_key\":\"k\"}");

        assertThat(losses.fields()).containsExactly("store", "modalities", "verbosity", "prediction");
    }

    @Test
    void saysNothingOfDefaults() {
        read(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"store\":false,\"stream\":false,"
                        + "\"modalities\":[\"text\"],\"response_format\":{\"type\":\"text\"},\"logit_bias\":{},\"tools\":null}");

        assertThat(losses.fields()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"messages":[{"role":"user","content":7}]}                                | messages[0].content
            {"messages":[{"role":"king","content":"x"}]}                              | messages[0].role
            {"messages":[{"role":"user"}]}                                            | messages[0].content
            {"messages":[{"role":"user","content":[{"type":"smell"}]}]}               | messages[0].content[0].type
            {"messages":[{"role":"tool","content":"x"}]}                              | messages[0].tool_call_id
            {"messages":[],"tools":[{"type":"function"}]}                             | tools[0].function
            {"messages":[],"tool_choice":"maybe"}                                     | tool_choice
            {"messages":[],"response_format":{"type":"xml"}}                          | response_format.type
            {"messages":[],"temperature":"hot"}                                       | temperature
            {"messages":[],"stop":[1]}                                                | stop[0]
            {"messages":[],"functions":[]}                                            | functions
            {"model":"m"}                                                             | messages
            """)
    void refusesWhatIsNotOfTheDialectAndNamesTheField(String body, String param) {
        assertThatThrownBy(() -> read(body))
                .asInstanceOf(InstanceOfAssertFactories.type(GatewayError.class))
                .satisfies(error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.param()).isEqualTo(param);
                });
    }

    @Test
    void readsTheWaysToAskForThoughts() {
        assertThat(read(asking("\"reasoning_effort\":\"low\"")).thinking()).isEqualTo(Thinking.ofEffort("low"));
        assertThat(read(asking("\"reasoning\":{\"max_tokens\":500}")).thinking())
                .isEqualTo(Thinking.ofBudget(500));
        assertThat(read(asking("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":900}"))
                        .thinking())
                .isEqualTo(Thinking.ofBudget(900));
    }

    @Test
    void readsAChoiceAmongSomeTools() {
        assertThat(read(asking("\"tool_choice\":{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"required\","
                                + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]}}"))
                        .toolChoice())
                .isEqualTo(new ToolChoice.Allowed(List.of("f"), true));
    }

    private static String asking(String field) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]," + field + "}";
    }

    private ChatRequest read(String body) {
        ObjectNode json = (ObjectNode) Objects.requireNonNull(Json.parse(body));
        return new OpenAiChatDialect().decodeRequest(new WireRequest(null, false, json), losses);
    }
}
