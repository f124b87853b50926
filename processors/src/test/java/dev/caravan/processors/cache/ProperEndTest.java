package dev.caravan.processors.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.Operation;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProperEndTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
            CHAT_COMPLETIONS | text/event-stream    | data: {"choices":[]}~n~ndata: [DONE]~n~n
            MESSAGES         | text/event-stream    | data: {"type":"content_block_delta","delta":{"text":"\\"error\\""}}~n~ndata: {"type":"message_stop"}~n~n
            RESPONSES        | text/event-stream    | data: {"type":"response.created","response":{"error":null}}~n~ndata: {"type":"response.completed"}~n~n
            RESPONSES        | application/json     | {"status":"completed","output":[]}
            GENERATE_CONTENT | text/event-stream    | data: {"candidates":[{"finishReason":"STOP"}]}~n~n
            COHERE_CHAT      | text/event-stream    | data: {"type":"message-end"}~n~n
            OLLAMA_CHAT      | application/x-ndjson | {"done":false}~n{"done":true}~n
            EMBEDDINGS       | application/json     | {"data":[]}~n
            GENERATE_CONTENT | application/json     | [{"candidates":[]}]
            """)
    void aWholeAnswerIsRecognised(Operation operation, String type, String body) {
        assertThat(isWhole(operation, type, body)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            textBlock =
                    """
            CHAT_COMPLETIONS | text/event-stream    | data: {"choices":[]}~n~n
            CHAT_COMPLETIONS | text/event-stream    | data: {"error":{"message":"broke"}}~n~ndata: [DONE]~n~n
            MESSAGES         | text/event-stream    | event: error~ndata: {"type":"error","error":{}}~n~n
            MESSAGES         | text/event-stream    | data: {"type":"content_block_delta"}~n~n
            RESPONSES        | text/event-stream    | data: {"type":"response.failed","response":{"error":{}}}~n~n
            RESPONSES        | text/event-stream    | data: {"type":"response.incomplete"}~n~n
            RESPONSES        | application/json     | {"status":"queued","output":[]}
            GENERATE_CONTENT | text/event-stream    | data: {"candidates":[{}]}~n~n
            COHERE_CHAT      | text/event-stream    | data: {"type":"content-delta"}~n~n
            OLLAMA_CHAT      | application/x-ndjson | {"done":false}~n{"error":"broke"}~n
            EMBEDDINGS       | application/json     | {"data":[1
            EMBEDDINGS       | application/json     | ^^
            """)
    void anAnswerThatBrokeIsNot(Operation operation, String type, String body) {
        assertThat(isWhole(operation, type, body == null ? "" : body)).isFalse();
    }

    @Test
    void ofOtherAnswersNoEndIsKnown() {
        assertThat(ProperEnd.of(Operation.CHAT_COMPLETIONS, head("text/html"))).isNull();
        assertThat(ProperEnd.of(Operation.EMBEDDINGS, head("text/event-stream")))
                .isNull();
    }

    private static boolean isWhole(Operation operation, String type, String body) {
        byte[] bytes = body.replace("~n", "\n").getBytes(StandardCharsets.UTF_8);
        return Objects.requireNonNull(ProperEnd.of(operation, head(type))).isWhole(bytes);
    }

    private static HttpHeaders head(String type) {
        return new DefaultHttpHeaders().set("content-type", type);
    }
}
