package dev.caravan.spi.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One chat-like wire format, read and written both ways by the neutral model. Found by {@link java.util.ServiceLoader}, like
 * provider plugins. Stateless and thread-safe; a stream's state is in its decoder or encoder.
 *
 * <p>What the neutral model, or the dialect, cannot hold is added to the {@link Losses}, never dropped in silence. Fields and
 * tools keep their order: providers' prompt caches depend on it.
 */
public interface ChatDialect {

    /** The name by which operations refer to it: {@code openai-chat}, {@code anthropic-messages}. */
    String name();

    /**
     * Reads a client's request.
     *
     * @param losses takes what the neutral model has no place for
     * @throws GatewayError 400 that names the field ({@code messages[0].content}) and the reason, when it is not of the dialect
     */
    ChatRequest decodeRequest(WireRequest request, Losses losses);

    /**
     * Writes a request for a provider.
     *
     * @param request with the ids of its tool calls and the names of its results filled in, see {@link CallIds}
     * @param losses takes what the dialect has no place for
     * @throws GatewayError 400 when leaving something out would change what the request means, so that no loss can cover it
     */
    WireRequest encodeRequest(ChatRequest request, Losses losses);

    /**
     * Reads a provider's whole answer.
     *
     * @param losses takes what the neutral model has no place for and a client would miss
     * @throws GatewayError 502 when it is not of the dialect
     */
    ChatAnswer decodeAnswer(JsonNode body, Losses losses);

    /** Writes a whole answer for a client. */
    JsonNode encodeAnswer(ChatAnswer answer, ChatRequest request, Losses losses);

    /** The content type of a streamed answer: {@code text/event-stream}, {@code application/x-ndjson} … */
    String streamContentType();

    /** A decoder for one streamed answer of a provider. */
    StreamDecoder streamDecoder();

    /**
     * An encoder for one streamed answer to a client.
     *
     * @param request what the client asked for, as this dialect decoded it
     */
    StreamEncoder streamEncoder(ChatRequest request);

    /**
     * Whether a stream's first event tells the input's tokens. The gateway then gives the encoder an estimate where the
     * provider tells them only at the end.
     */
    default boolean startsWithUsage() {
        return false;
    }

    /**
     * The fields that tell what an answer has used, at the top of a whole answer; in a stream's events they may also stand one
     * level below. By them the gateway reads the use of answers that it does not translate.
     */
    default List<String> usageFields() {
        return List.of("usage");
    }

    /**
     * Reads what an answer has used, as {@link #decodeAnswer} would.
     *
     * @param answer a whole answer, or an object of those of its {@link #usageFields()} that were found, in an answer or in an
     *     event of a stream
     * @return {@link Usage#NONE} where nothing is told
     * @throws GatewayError 502 when it is not of the dialect
     */
    default Usage readUsage(JsonNode answer) {
        return Usage.NONE;
    }

    /**
     * The fields of a stream's events whose strings are the next piece of what is answered. By their lengths the gateway guesses
     * the use of a stream that ended before it told its own.
     */
    default List<String> growingFields() {
        return List.of("content", "text");
    }

    /**
     * Reads a provider's error answer.
     *
     * @param status the HTTP status, 400 or more
     * @param body the JSON body, or null when it had none or another one
     * @return an error with that status, the provider's message, and its code where it has one
     */
    GatewayError decodeError(int status, @Nullable JsonNode body);
}
