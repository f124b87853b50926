package dev.caravan.processors.cache;

import dev.caravan.processors.translation.ContentType;
import dev.caravan.spi.Operation;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether an answer has come to its proper end. A stream that broke has an end, too, which tells its client of an error:
 * it is not to be given again. The words are looked for in quotes, as within a message's text these would be escaped; what
 * cannot be told apart counts as broken.
 */
final class ProperEnd {

    private static final ProperEnd JSON = new ProperEnd(null);

    /** A response that is still worked on in the background is an answer, too, but not the one that was asked for. */
    private static final ProperEnd RESPONSE = new ProperEnd(null, "\"queued\"", "\"in_progress\"");

    private static final Map<Operation, ProperEnd> STREAMS = new EnumMap<>(Map.of(
            Operation.CHAT_COMPLETIONS, new ProperEnd("[DONE]", "\"error\""),
            Operation.COMPLETIONS, new ProperEnd("[DONE]", "\"error\""),
            Operation.MESSAGES, new ProperEnd("\"message_stop\"", "\"error\""),
            Operation.RESPONSES, new ProperEnd("\"response.completed\"", "\"error\":{"),
            Operation.GENERATE_CONTENT, new ProperEnd("\"finishReason\"", "\"error\""),
            Operation.COHERE_CHAT, new ProperEnd("\"message-end\"", "\"error\""),
            Operation.OLLAMA_CHAT, new ProperEnd("\"done\":true", "\"error\""),
            Operation.OLLAMA_GENERATE, new ProperEnd("\"done\":true", "\"error\"")));

    private final byte @Nullable [] end;
    private final List<byte[]> spoilers;

    /**
     * @param end what a stream ends with; null for an answer in one piece
     * @param spoilers what does not stand in a good answer
     */
    private ProperEnd(@Nullable String end, String... spoilers) {
        this.end = end == null ? null : end.getBytes(StandardCharsets.US_ASCII);
        this.spoilers = Stream.of(spoilers)
                .map(word -> word.getBytes(StandardCharsets.US_ASCII))
                .toList();
    }

    /** The end of an operation's answer with that head; null where none is known. */
    static @Nullable ProperEnd of(Operation operation, HttpHeaders head) {
        if (ContentType.is(head, "application/json")) {
            return operation == Operation.RESPONSES ? RESPONSE : JSON;
        }
        boolean isStream = ContentType.is(head, "text/event-stream") || ContentType.is(head, "application/x-ndjson");
        return isStream ? STREAMS.get(operation) : null;
    }

    boolean isOfStream() {
        return end != null;
    }

    /** Whether that is all of an answer, and a good one. */
    boolean isWhole(byte[] body) {
        boolean ends = end == null ? endsAsJson(body) : contains(body, end);
        return ends && spoilers.stream().noneMatch(word -> contains(body, word));
    }

    private static boolean endsAsJson(byte[] body) {
        int last = body.length - 1;
        while (last >= 0 && body[last] <= ' ') {
            last--;
        }
        return last > 0 && (body[last] == '}' || body[last] == ']');
    }

    private static boolean contains(byte[] body, byte[] word) {
        int last = body.length - word.length;
        for (int at = 0; at <= last; at++) {
            int matched = 0;
            while (matched < word.length && body[at + matched] == word[matched]) {
                matched++;
            }
            if (matched == word.length) {
                return true;
            }
        }
        return false;
    }
}
