package dev.caravan.provider.anthropic.messages;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.testkit.grammar.AnthropicGrammar;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The validator must see faults, or it proves nothing about what passes it. */
class AnthropicGrammarTest {

    private static final String GOOD = new String(Golden.bytes("stream-thinking.sse"), StandardCharsets.UTF_8);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "event: ping\\n | '' | the event's name is its type",
                "'\"input_tokens\":10,\"output_tokens\":1}' | '\"output_tokens\":1}' | input_tokens is a number",
                "'\"output_tokens\":70' | '\"output_tokens\":0' | the usage is cumulative",
                "'\"content\":[]' | '\"content\":[1]' | the message starts with empty content",
                "'\"index\":1' | '\"index\":2' | blocks are counted",
                "'\"thinking\":\"\",\"signature\":\"\"' | '\"thinking\":\"\"' | signature is a string",
                "'{\"type\":\"text_delta\",\"text\"' | '{\"type\":\"thinking_delta\",\"thinking\"' | deltas of a block of the type text",
                "'\"text\":\"\"}' | '\"text\":\"x\"}' | a text starts empty",
                "'\"stop_reason\":\"stop_sequence\"' | '\"stop_reason\":\"length\"' | length",
                "event: message_stop | event: message_end | the event's name is its type",
            })
    void oneFaultIsEnough(String before, String after, String fault) {
        String pinged = "event: ping\ndata: {\"type\":\"ping\"}\n\n" + GOOD;
        String broken = pinged.replace(before.replace("\\n", "\n"), after);

        check(pinged);
        assertThatThrownBy(() -> check(broken))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(fault);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"message_start", "content_block_start", "content_block_stop", "message_delta", "message_stop"})
    void noEventOfTheFrameCanBeMissing(String name) {
        int start = GOOD.indexOf("event: " + name + "\n");
        String broken = GOOD.substring(0, start) + GOOD.substring(GOOD.indexOf("\n\n", start) + 2);

        assertThatThrownBy(() -> check(broken)).isInstanceOf(AssertionError.class);
    }

    @Test
    void nothingFollowsTheEndOrAnError() {
        String ping = "event: ping\ndata: {\"type\":\"ping\"}\n\n";
        String error =
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"x\"}}\n\n";

        assertThatCode(() -> check(error)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(GOOD + ping)).hasMessageContaining("nothing follows the end");
        assertThatThrownBy(() -> check(error + ping)).hasMessageContaining("nothing follows the end");
        assertThatThrownBy(() -> check(error.replace("api_error", "odd_error"))).hasMessageContaining("odd_error");
    }

    @Test
    void nothingFollowsASignatureInItsBlock() {
        String moved = GOOD.replace("signature_delta\",\"signature", "thinking_delta\",\"thinking")
                .replaceFirst("thinking_delta\",\"thinking", "signature_delta\",\"signature");

        assertThatThrownBy(() -> check(moved)).hasMessageContaining("nothing follows the signature");
    }

    @Test
    void aCallsInputIsAnObject() {
        String calls = new String(Golden.bytes("stream-tool-use.sse"), StandardCharsets.UTF_8);

        assertThatThrownBy(() -> check(calls.replace("Zürich\\\"}", "Zürich\\\"")))
                .hasMessageContaining("a call's input is an object");
        assertThatThrownBy(() -> check(calls.replace("toolu_02", "toolu_01T1x1fJ34qAmk2tNTrN7Up6")))
                .hasMessageContaining("calls have ids of their own");
    }

    private static void check(String stream) {
        new AnthropicGrammar().check(stream.getBytes(StandardCharsets.UTF_8));
    }
}
