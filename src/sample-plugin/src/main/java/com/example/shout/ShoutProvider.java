package com.example.shout;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Header;
import dev.caravan.spi.LocalAnswer;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** One configured shouter. The gateway calls it on many threads: it has no state but its setting. */
final class ShoutProvider implements Provider {

    private final String ending;

    ShoutProvider(String ending) {
        this.ending = ending;
    }

    @Override
    public Set<Operation> operations() {
        return Set.of(Operation.CHAT_COMPLETIONS);
    }

    @Override
    public boolean hasCredentials() {
        return true; // it needs none
    }

    @Override
    public LocalAnswer prepare(ProviderRequest request) {
        String shout = lastMessage(request.body()).toUpperCase(Locale.ROOT) + ending;
        String model = request.model() == null ? "shout-1" : request.model();
        try {
            if (!request.stream()) {
                return answer("application/json", json("chat.completion", model, "message", shout, "stop"));
            }
            String said = json("chat.completion.chunk", model, "delta", shout, null);
            String ended = json("chat.completion.chunk", model, "delta", null, "stop");
            return answer("text/event-stream", "data: " + said + "\n\ndata: " + ended + "\n\ndata: [DONE]\n\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String lastMessage(ByteBuffer body) {
        if (body != null) {
            // The buffer is the gateway's: read a duplicate, so that its position stays.
            byte[] bytes = new byte[body.remaining()];
            body.duplicate().get(bytes);
            try {
                if (JSON.std.mapFrom(bytes).get("messages") instanceof List<?> messages
                        && !messages.isEmpty()
                        && messages.get(messages.size() - 1) instanceof Map<?, ?> last
                        && last.get("content") instanceof String content) {
                    return content;
                }
            } catch (IOException e) {
                throw GatewayError.badRequest("invalid_json", "The body of the request is no JSON.");
            }
        }
        throw GatewayError.badRequest("invalid_type", "The last message has no text.")
                .withParam("messages");
    }

    /** A chat completion or a chunk of one, with what is said under that key. */
    private static String json(String object, String model, String key, String said, String finishReason)
            throws IOException {
        var choice = JSON.std
                .composeString()
                .startObject()
                .put("id", "shout")
                .put("object", object)
                .put("created", 0)
                .put("model", model)
                .startArrayField("choices")
                .startObject()
                .put("index", 0)
                .startObjectField(key);
        if (said != null) {
            choice.put("role", "assistant").put("content", said);
        }
        return choice.end().put("finish_reason", finishReason).end().end().end().finish();
    }

    private static LocalAnswer answer(String type, String body) {
        return new LocalAnswer(
                200,
                List.of(new Header("content-type", type)),
                new OneChunk(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8))));
    }
}
