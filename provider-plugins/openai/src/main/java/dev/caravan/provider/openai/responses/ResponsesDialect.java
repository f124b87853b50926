package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.provider.openai.OpenAiErrorReader;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.StreamDecoder;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.chat.WireRequest;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's Responses API, {@code openai-responses}. A request is read only to be translated, so whatever refers to state that
 * the provider keeps ({@code previous_response_id}, {@code conversation}, {@code prompt}, {@code background}, item references)
 * is a 400 that names the field. A request is written with {@code store: false}: the client did not ask for a copy to be kept.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/api-reference/responses">Responses</a> and <a
 * href="https://platform.openai.com/docs/api-reference/responses-streaming">its streaming events</a>.
 */
public final class ResponsesDialect implements ChatDialect {

    /** The dialect's name. */
    static final String NAME = "openai-responses";

    private final InstantSource clock;

    /** For {@link java.util.ServiceLoader}. */
    public ResponsesDialect() {
        this(InstantSource.system());
    }

    /** @param clock dates answers whose provider gave no date */
    ResponsesDialect(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChatRequest decodeRequest(WireRequest request, Losses losses) {
        return new RequestReader(losses).read(request);
    }

    @Override
    public WireRequest encodeRequest(ChatRequest request, Losses losses) {
        return new RequestWriter(losses).write(request);
    }

    @Override
    public ChatAnswer decodeAnswer(JsonNode body, Losses losses) {
        return AnswerReader.read(body);
    }

    @Override
    public JsonNode encodeAnswer(ChatAnswer answer, ChatRequest request, Losses losses) {
        return new AnswerWriter(clock).write(answer, request, losses);
    }

    @Override
    public String streamContentType() {
        return "text/event-stream";
    }

    @Override
    public StreamDecoder streamDecoder() {
        return new ResponsesStreamDecoder();
    }

    @Override
    public StreamEncoder streamEncoder(ChatRequest request) {
        return new ResponsesStreamEncoder(request, clock);
    }

    @Override
    public Usage readUsage(JsonNode answer) {
        return UsageCodec.read(answer.get("usage"));
    }

    @Override
    public List<String> growingFields() {
        return List.of("delta");
    }

    @Override
    public GatewayError decodeError(int status, @Nullable JsonNode body) {
        return OpenAiErrorReader.read(status, body);
    }
}
