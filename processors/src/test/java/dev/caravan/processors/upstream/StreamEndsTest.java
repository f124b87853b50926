package dev.caravan.processors.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.Operation;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamEndsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            MESSAGES         | data: {"type":"message_stop"}                                   | true
            MESSAGES         | data: {"type": "error","error":{}}                              | true
            MESSAGES         | data: {"delta":{"text":"say \\"message_stop\\" now"}}            | false
            RESPONSES        | data: {"type":"response.completed"}                             | true
            RESPONSES        | data: {"type":"response.output_text.delta"}                     | false
            GENERATE_CONTENT | data: {"candidates":[{"finishReason":"STOP"}]}                  | true
            GENERATE_CONTENT | data: {"candidates":[{"content":{}}]}                           | false
            COHERE_CHAT      | data: {"type":"message-end"}                                    | true
            CHAT_COMPLETIONS | data: [DONE]                                                    | true
            CHAT_COMPLETIONS | data: {"choices":[{"delta":{"content":"[DONE]"}}]}              | false
            """)
    void knowsTheLastEventOfADialect(Operation operation, String event, boolean complete) {
        StreamEnd end = Objects.requireNonNull(StreamEnds.of(operation));
        end.sees(Unpooled.copiedBuffer("data: {\"type\":\"start\"}\n\n", StandardCharsets.UTF_8));
        assertThat(end.complete()).isFalse();

        end.sees(Unpooled.copiedBuffer(event + "\n\n", StandardCharsets.UTF_8));

        assertThat(end.complete()).isEqualTo(complete);
    }

    @Test
    void staysSilentOfWhatItDoesNotKnow() {
        assertThat(StreamEnds.of(Operation.PASSTHROUGH)).isNull();
    }
}
