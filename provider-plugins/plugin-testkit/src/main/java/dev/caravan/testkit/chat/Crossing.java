package dev.caravan.testkit.chat;

import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.AnswerAssembly;
import dev.caravan.spi.chat.AnswerEvents;
import dev.caravan.spi.chat.CallIds;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.StreamDecoder;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.wire.WireOutput;
import dev.caravan.testkit.grammar.StreamGrammar;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sends requests and answers from one dialect to another and says how they come across. */
public final class Crossing {

    /** How something came across. */
    public enum Outcome {
        /** It means the same on the other side. */
        EXACT,
        /** It does not, and the loss was named. */
        REPORTED,
        /** The call was refused with an error that says why. */
        REFUSED,
        /** The first dialect has no words for it. */
        NOT_SAID
    }

    /**
     * What came of it.
     *
     * @param losses the named losses
     */
    public record Result(Outcome outcome, List<String> losses) {}

    private final ChatDialect client;
    private final ChatDialect provider;

    /**
     * @param client the dialect of who asks
     * @param provider the dialect of who answers
     */
    public Crossing(ChatDialect client, ChatDialect provider) {
        this.client = client;
        this.provider = provider;
    }

    /**
     * Asks in the client's dialect and looks at what the provider gets to read.
     *
     * @throws AssertionError when something was lost in silence
     */
    public Result request(ChatRequest request) {
        Losses unsaid = new Losses();
        ChatRequest asked;
        try {
            asked = client.decodeRequest(client.encodeRequest(request, unsaid), unsaid);
        } catch (GatewayError inexpressible) {
            return new Result(Outcome.NOT_SAID, List.of());
        }
        if (!unsaid.isEmpty()) {
            return new Result(Outcome.NOT_SAID, unsaid.fields());
        }
        Losses losses = new Losses();
        ChatRequest read;
        try {
            read = provider.decodeRequest(provider.encodeRequest(CallIds.complete(asked), losses), losses);
        } catch (GatewayError refused) {
            if (refused.status() >= 500) {
                throw new AssertionError("the request is blamed on the provider", refused);
            }
            return new Result(Outcome.REFUSED, List.of(refused.code()));
        }
        return judge(Canonical.of(asked), Canonical.of(read), losses);
    }

    /**
     * Answers in the provider's dialect and looks at what the client gets to read.
     *
     * @throws AssertionError when something was lost in silence
     */
    public Result wholeAnswer(ChatAnswer answer, ChatRequest request) {
        Losses unsaid = new Losses();
        ChatAnswer given = provider.decodeAnswer(provider.encodeAnswer(answer, request, unsaid), unsaid);
        if (!unsaid.isEmpty()) {
            return new Result(Outcome.NOT_SAID, unsaid.fields());
        }
        Losses losses = new Losses();
        ChatAnswer read = client.decodeAnswer(client.encodeAnswer(given, request, losses), losses);
        return judge(Canonical.of(given), Canonical.of(read), losses);
    }

    /**
     * The same as a stream, the provider's bytes in pieces of the given size.
     *
     * @param grammar checks what the client gets, or null
     * @throws AssertionError when something was lost that a whole answer would not have lost and named, or the stream is not
     *     of its grammar
     */
    public Result streamedAnswer(ChatAnswer answer, ChatRequest request, int pieces, @Nullable StreamGrammar grammar) {
        Losses unsaid = new Losses();
        provider.decodeAnswer(provider.encodeAnswer(answer, request, unsaid), unsaid);
        if (!unsaid.isEmpty()) {
            return new Result(Outcome.NOT_SAID, unsaid.fields());
        }
        ChatRequest streaming = request.with().stream(true).streamUsage(true).build();
        List<ChatEvent> told = new ArrayList<>();
        AnswerEvents.tell(answer, told::add);
        List<ChatEvent> given = decode(provider, encode(provider, streaming, told), pieces);
        byte[] translated = encode(client, streaming, given);
        if (grammar != null) {
            grammar.check(translated);
        }
        AnswerAssembly sent = assembled(given);
        AnswerAssembly read = assembled(decode(client, translated, pieces));
        if (!sent.isComplete() || !read.isComplete()) {
            throw new AssertionError(
                    "a whole stream was not taken for whole: " + sent.failure() + ", " + read.failure());
        }
        Losses losses = new Losses();
        client.encodeAnswer(sent.answer(), streaming, losses);
        return judge(Canonical.of(sent.answer()), Canonical.of(read.answer()), losses);
    }

    /** The events as the dialect writes them. */
    public static byte[] encode(ChatDialect dialect, ChatRequest request, List<ChatEvent> events) {
        StreamEncoder encoder = dialect.streamEncoder(request);
        WireOutput out = new WireOutput();
        events.forEach(event -> encoder.encode(event, out));
        return out.take();
    }

    /** The events that a stream in pieces holds. */
    public static List<ChatEvent> decode(ChatDialect dialect, byte[] stream, int pieces) {
        List<ChatEvent> events = new ArrayList<>();
        StreamDecoder decoder = dialect.streamDecoder();
        for (int start = 0; start < stream.length; start += pieces) {
            decoder.decode(ByteBuffer.wrap(stream, start, Math.min(pieces, stream.length - start)), events::add);
        }
        decoder.end(events::add);
        return events;
    }

    /** What the events make up. */
    public static AnswerAssembly assembled(List<ChatEvent> events) {
        AnswerAssembly assembly = new AnswerAssembly();
        events.forEach(assembly);
        return assembly;
    }

    private static Result judge(Map<String, Object> sent, Map<String, Object> read, Losses losses) {
        if (sent.get("model") == null || read.get("model") == null) {
            // Some dialects' answers name no model; the gateway's caller knows which it asked for.
            sent.remove("model");
            read.remove("model");
        }
        if (sent.equals(read)) {
            return new Result(losses.isEmpty() ? Outcome.EXACT : Outcome.REPORTED, losses.fields());
        }
        if (losses.isEmpty()) {
            throw new AssertionError("lost in silence.\nsent: " + sent + "\nread: " + read);
        }
        return new Result(Outcome.REPORTED, losses.fields());
    }
}
