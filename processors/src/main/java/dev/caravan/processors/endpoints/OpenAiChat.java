package dev.caravan.processors.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.translation.Translations;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import dev.caravan.spi.chat.AnswerEvents;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.StreamDecoder;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.WireOutput;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat as endpoints speak it: answers from whole to streamed and back. Thread-safe. */
public final class OpenAiChat {

    private final Translations translations;

    public OpenAiChat(Translations translations) {
        this.translations = translations;
    }

    /** Reads a streamed answer. */
    public StreamDecoder streamDecoder() {
        return dialect().streamDecoder();
    }

    /** The answer as a whole. */
    public ObjectNode written(ChatAnswer answer) {
        JsonNode written = dialect().encodeAnswer(answer, request(Json.object()), new Losses());
        return written instanceof ObjectNode object ? object : Json.object();
    }

    /** Reads an error. */
    GatewayError error(int status, @Nullable JsonNode body) {
        return dialect().decodeError(status, body);
    }

    /**
     * A whole answer as a stream.
     *
     * @param options the client's {@code stream_options}
     */
    byte[] streamed(ObjectNode answer, ObjectNode options) {
        StreamEncoder encoder = dialect().streamEncoder(request(options));
        WireOutput out = new WireOutput();
        AnswerEvents.tell(dialect().decodeAnswer(answer, new Losses()), event -> encoder.encode(event, out));
        return out.take();
    }

    /** As much of a request as writing an answer needs. */
    private ChatRequest request(ObjectNode streamOptions) {
        ObjectNode body = Json.object().put("model", "any").put("stream", true);
        body.putArray("messages").addObject().put("role", "user").put("content", "");
        body.set("stream_options", streamOptions);
        return dialect().decodeRequest(new WireRequest("any", true, body), new Losses());
    }

    private ChatDialect dialect() {
        return translations.clientChat(Operation.CHAT_COMPLETIONS);
    }
}
