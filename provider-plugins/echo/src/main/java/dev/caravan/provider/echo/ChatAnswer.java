package dev.caravan.provider.echo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * An answer of {@code POST /v1/chat/completions}, whole or as a stream of events. Source of the format: OpenAI's API
 * reference, <a href="https://platform.openai.com/docs/api-reference/chat/object">the chat completion object</a> and <a
 * href="https://platform.openai.com/docs/api-reference/chat-streaming/streaming">the chat completion chunk object</a>; that a
 * stream of {@code n} choices takes turns among them is our choice.
 */
final class ChatAnswer {

    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);
    private static final int MOST_CHOICES = 128;
    private static final long MOST_CHARACTERS = 64L << 20;

    private final String model;
    private final Fingerprint fingerprint;
    private final Reply reply;
    private final int choices;
    private final int promptTokens;
    private final boolean usageInStream;

    private ChatAnswer(
            String model, Fingerprint fingerprint, Reply reply, int choices, int promptTokens, boolean usageInStream) {
        this.model = model;
        this.fingerprint = fingerprint;
        this.reply = reply;
        this.choices = choices;
        this.promptTokens = promptTokens;
        this.usageInStream = usageInStream;
    }

    /**
     * @param model the name to answer under
     * @param fingerprint what the ids are made of
     * @throws GatewayError 400 when the request is malformed
     */
    static Content to(RequestFields request, String model, Fingerprint fingerprint) {
        Conversation conversation = Conversation.of(request);
        Reply reply = Reply.to(conversation, request);
        int choices = request.integer("n", 1, MOST_CHOICES).orElse(1);
        if ((long) choices * reply.tokens().text().length() > MOST_CHARACTERS) {
            throw request.error("invalid_value", "n", "So many choices of so long an answer are too much.");
        }
        boolean stream = request.flag("stream").orElse(false);
        Optional<RequestFields> options = request.object("stream_options");
        if (options.isPresent() && !stream) {
            throw request.error(
                    "invalid_value",
                    "stream_options",
                    "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
        }
        boolean usage = options.flatMap(given -> given.flag("include_usage")).orElse(false);
        ChatAnswer answer = new ChatAnswer(model, fingerprint, reply, choices, conversation.tokens(), usage);
        return stream ? Content.events(() -> answer.events().iterator()) : Content.json(answer.whole());
    }

    private ObjectNode whole() {
        ObjectNode answer = head("chat.completion");
        ArrayNode list = answer.putArray("choices");
        for (int index = 0; index < choices; index++) {
            ObjectNode choice = list.addObject().put("index", index);
            choice.set("message", message(index));
            choice.putNull("logprobs").put("finish_reason", reply.finishReason());
        }
        answer.set("usage", usage());
        return tail(answer);
    }

    private ObjectNode message(int index) {
        ObjectNode message = Json.object().put("role", "assistant");
        if (reply.function().isEmpty()) {
            message.put("content", reply.tokens().text());
        } else {
            message.putNull("content")
                    .putArray("tool_calls")
                    .add(call(Json.object(), index, reply.tokens().text()));
        }
        message.putNull("refusal").putArray("annotations");
        return message;
    }

    /** Made event by event while it is read: a long answer's events would take a hundred times its own memory. */
    private Stream<byte[]> events() {
        Stream<byte[]> first = indexes().mapToObj(index -> event(index, firstDelta(index), null));
        Stream<byte[]> middle = StreamSupport.stream(reply.tokens().spliterator(), false)
                .flatMap(token -> indexes().mapToObj(index -> event(index, delta(token), null)));
        Stream<byte[]> last = indexes().mapToObj(index -> event(index, Json.object(), reply.finishReason()));
        Stream<byte[]> end = usageInStream ? Stream.of(usageEvent(), DONE) : Stream.of(DONE);
        return Stream.concat(Stream.concat(first, middle), Stream.concat(last, end));
    }

    private IntStream indexes() {
        return IntStream.range(0, choices);
    }

    private ObjectNode firstDelta(int index) {
        ObjectNode delta = Json.object().put("role", "assistant");
        if (reply.function().isEmpty()) {
            return delta.put("content", "");
        }
        delta.putNull("content").putArray("tool_calls").add(call(Json.object().put("index", 0), index, ""));
        return delta;
    }

    private ObjectNode delta(String token) {
        ObjectNode delta = Json.object();
        if (reply.function().isEmpty()) {
            return delta.put("content", token);
        }
        delta.putArray("tool_calls")
                .addObject()
                .put("index", 0)
                .putObject("function")
                .put("arguments", token);
        return delta;
    }

    private ObjectNode call(ObjectNode call, int choice, String arguments) {
        call.put("id", "call_" + fingerprint.hex(22) + String.format("%02x", choice))
                .put("type", "function")
                .putObject("function")
                .put("name", reply.function().orElseThrow())
                .put("arguments", arguments);
        return call;
    }

    private byte[] event(int index, ObjectNode delta, @Nullable String finishReason) {
        ObjectNode chunk = head("chat.completion.chunk");
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", index);
        choice.set("delta", delta);
        choice.putNull("logprobs").put("finish_reason", finishReason);
        if (usageInStream) {
            chunk.putNull("usage");
        }
        return event(tail(chunk));
    }

    private byte[] usageEvent() {
        ObjectNode chunk = head("chat.completion.chunk");
        chunk.putArray("choices");
        chunk.set("usage", usage());
        return event(tail(chunk));
    }

    private static byte[] event(ObjectNode data) {
        byte[] json = Json.bytes(data);
        byte[] event = new byte[json.length + 8];
        System.arraycopy("data: ".getBytes(StandardCharsets.UTF_8), 0, event, 0, 6);
        System.arraycopy(json, 0, event, 6, json.length);
        event[event.length - 2] = '\n';
        event[event.length - 1] = '\n';
        return event;
    }

    private ObjectNode head(String object) {
        return Json.object()
                .put("id", "chatcmpl-" + fingerprint.hex(29))
                .put("object", object)
                .put("created", EchoModels.CREATED)
                .put("model", model);
    }

    private static ObjectNode tail(ObjectNode answer) {
        return answer.put("service_tier", "default").put("system_fingerprint", "fp_echo");
    }

    private ObjectNode usage() {
        long completionTokens = (long) reply.tokens().count() * choices;
        ObjectNode usage = Json.object()
                .put("prompt_tokens", promptTokens)
                .put("completion_tokens", completionTokens)
                .put("total_tokens", promptTokens + completionTokens);
        usage.putObject("prompt_tokens_details").put("cached_tokens", 0).put("audio_tokens", 0);
        usage.putObject("completion_tokens_details")
                .put("reasoning_tokens", 0)
                .put("audio_tokens", 0)
                .put("accepted_prediction_tokens", 0)
                .put("rejected_prediction_tokens", 0);
        return usage;
    }
}
