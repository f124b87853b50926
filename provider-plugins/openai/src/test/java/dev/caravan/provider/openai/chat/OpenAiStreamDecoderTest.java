package dev.caravan.provider.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.chat.AnswerAssembly;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Usage;
import dev.caravan.testkit.chat.Crossing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiStreamDecoderTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 1000, 1 << 20})
    void readsTheReferencesToolCalls(int pieces) throws IOException {
        AnswerAssembly read = Crossing.assembled(decode(golden("tools-stream.sse"), pieces));

        assertThat(read.isComplete()).isTrue();
        assertThat(read.answer().id()).isEqualTo("chatcmpl-123");
        assertThat(read.answer().fingerprint()).isEqualTo("fp_44709d6fcb");
        assertThat(read.answer().usage()).isEqualTo(new Usage(82, 34, 64, -1, -1, 0, 0, 0));
        assertThat(read.answer().choices().get(0).finish()).isEqualTo(new Finish(Finish.Reason.TOOL_CALLS));
        assertThat(read.answer().choices().get(0).parts())
                .containsExactly(
                        new Part.Text("Looking."),
                        new Part.ToolCall("call_abc", "get_weather", "{\"city\":\"Zürich\"}"),
                        new Part.ToolCall("call_def", "get_time", "{\"zone\":\"CET\"}"));
    }

    @Test
    void letsParallelCallsGrowSideBySide() {
        AnswerAssembly read = Crossing.assembled(decode(
                chunk("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}},"
                                + "{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{\"}}]}")
                        + chunk("{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"}\"}}]}")
                        + chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"}\"}}]}")
                        + FINISHED
                        + DONE,
                1 << 20));

        assertThat(read.answer().choices().get(0).parts())
                .containsExactly(new Part.ToolCall("a", "f", "{}"), new Part.ToolCall("b", "g", "{}"));
    }

    @Test
    void readsCallsThatComeWholeAndWithoutAnIndex() {
        AnswerAssembly read = Crossing.assembled(decode(
                chunk("{\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}")
                        + chunk("{\"tool_calls\":[{\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}]}")
                        + FINISHED
                        + DONE,
                1 << 20));

        assertThat(read.answer().choices().get(0).parts())
                .containsExactly(new Part.ToolCall("a", "f", "{}"), new Part.ToolCall("b", "g", "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"reasoning_content", "reasoning"})
    void readsThoughtsByTheFieldsOfOtherProviders(String field) {
        AnswerAssembly read = Crossing.assembled(decode(
                chunk("{\"" + field + "\":\"Hm, \"}")
                        + chunk("{\"" + field + "\":\"yes.\"}")
                        + chunk("{\"content\":\"Yes.\"}")
                        + FINISHED
                        + DONE,
                1 << 20));

        assertThat(read.answer().choices().get(0).parts())
                .containsExactly(new Part.Reasoning("Hm, yes."), new Part.Text("Yes."));
    }

    @Test
    void takesAStreamWithAFinishReasonForWholeWithoutItsEndMark() {
        assertThat(Crossing.assembled(decode(chunk("{\"content\":\"Hi\"}") + FINISHED, 1 << 20))
                        .isComplete())
                .isTrue();
        assertThat(Crossing.assembled(decode(chunk("{\"content\":\"Hi\"}"), 1 << 20))
                        .isComplete())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"error\":{\"message\":\"boom\",\"type\":\"server_error\",\"code\":\"x\"}}\n\n",
                "event: error\ndata: {\"error\":{\"message\":\"boom\",\"code\":\"x\"}}\n\n",
                "event: error\ndata: {\"message\":\"boom\",\"code\":\"x\"}\n\n"
            })
    void tellsAnErrorInTheStream(String error) {
        List<ChatEvent> events = decode(chunk("{\"content\":\"Hi\"}") + error + FINISHED + DONE, 1 << 20);

        assertThat(events.get(events.size() - 1)).isInstanceOfSatisfying(ChatEvent.Failed.class, failed -> {
            assertThat(failed.error().text()).isEqualTo("boom");
            assertThat(failed.error().code()).isEqualTo("x");
            assertThat(failed.error().status()).isEqualTo(502);
        });
    }

    @Test
    void passesOverAzuresFirstChunkWithoutChoices() {
        AnswerAssembly read = Crossing.assembled(decode(
                "data: {\"choices\":[],\"created\":0,\"id\":\"\",\"model\":\"\",\"prompt_filter_results\":[]}\n\n"
                        + chunk("{\"content\":\"Hi\"}")
                        + FINISHED
                        + DONE,
                1 << 20));

        assertThat(read.answer().choices().get(0).parts()).containsExactly(new Part.Text("Hi"));
    }

    private static final String FINISHED =
            "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private static String chunk(String delta) {
        return "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"finish_reason\":null}]}\n\n";
    }

    private static List<ChatEvent> decode(String stream, int pieces) {
        return Crossing.decode(new OpenAiChatDialect(), stream.getBytes(StandardCharsets.UTF_8), pieces);
    }

    private static String golden(String name) throws IOException {
        try (InputStream file = OpenAiStreamDecoderTest.class.getResourceAsStream("/chat/" + name)) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
