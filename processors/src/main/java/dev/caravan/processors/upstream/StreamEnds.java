package dev.caravan.processors.upstream;

import dev.caravan.processors.upstream.WordStreamEnd.Words;
import dev.caravan.spi.Operation;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How the streams of each operation end; an error event ends them, too, as the client has been told. */
final class StreamEnds {

    private static final Words MESSAGES = Words.of("message_stop", "error");
    private static final Words RESPONSES =
            Words.of("response.completed", "response.incomplete", "response.failed", "error");
    private static final Words GEMINI = Words.of("finishReason", "blockReason", "error");
    private static final Words COHERE = Words.of("message-end");

    private static final Map<Operation, Supplier<StreamEnd>> BY_OPERATION = new EnumMap<>(Map.of(
            Operation.CHAT_COMPLETIONS, OpenAiStreamEnd::new,
            Operation.COMPLETIONS, OpenAiStreamEnd::new,
            Operation.MESSAGES, MESSAGES::stream,
            Operation.RESPONSES, RESPONSES::stream,
            Operation.GENERATE_CONTENT, GEMINI::stream,
            Operation.COHERE_CHAT, COHERE::stream));

    private StreamEnds() {}

    /** The end of one stream of server-sent events; null where the gateway does not know it. */
    static @Nullable StreamEnd of(Operation operation) {
        Supplier<StreamEnd> end = BY_OPERATION.get(operation);
        return end == null ? null : end.get();
    }
}
