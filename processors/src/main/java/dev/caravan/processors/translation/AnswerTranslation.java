package dev.caravan.processors.translation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.ProviderErrors;
import dev.caravan.processors.call.WholeBody;
import dev.caravan.processors.metering.CallUse;
import dev.caravan.processors.metering.EventMeter;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.AnswerAssembly;
import dev.caravan.spi.chat.AnswerEvents;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.StreamDecoder;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.WireOutput;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Turns a provider's answer into the client's dialect. What the provider sent, a whole answer or a stream, its content type
 * says; what the client gets, it has asked for.
 */
public final class AnswerTranslation {

    private static final int BYTES_PER_TOKEN = 4;

    private final Call call;
    private final String provider;
    private final AnswerForm to;
    private final ChatDialect from;

    /**
     * @param provider the provider's name, for errors
     * @param to what the client gets
     * @param from the provider's dialect
     */
    AnswerTranslation(Call call, String provider, AnswerForm to, ChatDialect from) {
        this.call = call;
        this.provider = provider;
        this.to = to;
        this.from = from;
    }

    /**
     * @param losses what was lost of the request; what is lost of the answer is added
     * @return the answer; {@link GatewayError} 502 when the provider's cannot be read
     */
    public Mono<Answer> translate(Answer raw, Losses losses) {
        if (raw.status() >= 400) {
            return WholeBody.of(raw.body(), WholeBody.ERROR_LIMIT).map(bytes -> error(raw, bytes));
        }
        if (ContentType.is(raw.headers(), from.streamContentType())) {
            return call.stream() ? Mono.just(LossHeader.tell(streamed(raw), losses)) : assembled(raw, losses);
        }
        return WholeBody.of(raw.body(), WholeBody.ANSWER_LIMIT)
                .map(bytes -> call.stream() ? told(raw, bytes, losses) : whole(raw, bytes, losses));
    }

    private Answer error(Answer raw, byte[] bytes) {
        GatewayError error = from.decodeError(raw.status(), Json.parse(bytes, 0, bytes.length));
        byte[] body = to.error(error);
        return framed(raw, "application/json", body);
    }

    private Answer streamed(Answer raw) {
        HttpHeaders headers = withoutFrame(raw.headers());
        headers.set(HttpHeaderNames.CONTENT_TYPE, to.streamContentType());
        StreamEncoder encoder = to.streamEncoder();
        return new Answer(
                raw.status(),
                headers,
                new TranslatedStream(call, raw.body(), from.streamDecoder(), encoder, provider, new EventMeter(call)));
    }

    /** The client wants it whole, the provider streams nevertheless. */
    private Mono<Answer> assembled(Answer raw, Losses losses) {
        return WholeBody.of(raw.body(), WholeBody.ANSWER_LIMIT).map(bytes -> {
            AnswerAssembly assembly = new AnswerAssembly();
            StreamDecoder decoder = from.streamDecoder();
            decoder.decode(ByteBuffer.wrap(bytes), assembly);
            decoder.end(assembly);
            if (assembly.failure() != null) {
                throw assembly.failure();
            }
            if (!assembly.isComplete()) {
                throw ProviderErrors.brokeMidStream(provider);
            }
            return whole(raw, metered(assembly.answer(), bytes), losses);
        });
    }

    private Answer whole(Answer raw, byte[] bytes, Losses losses) {
        return whole(raw, metered(from.decodeAnswer(parsed(bytes), losses), bytes), losses);
    }

    private ChatAnswer metered(ChatAnswer answer, byte[] bytes) {
        Usage told = answer.usage();
        call.spending().servedIn(answer.serviceTier());
        CallUse.note(call, told, told.output() == Usage.UNKNOWN ? bytes.length / BYTES_PER_TOKEN : 0);
        return answer;
    }

    private Answer whole(Answer raw, ChatAnswer answer, Losses losses) {
        byte[] body = to.whole(answer, losses);
        return LossHeader.tell(framed(raw, "application/json", body), losses);
    }

    /** The client wants a stream, the provider answered whole. */
    private Answer told(Answer raw, byte[] bytes, Losses losses) {
        ChatAnswer answer = metered(from.decodeAnswer(parsed(bytes), losses), bytes);
        StreamEncoder encoder = to.streamEncoder();
        WireOutput out = new WireOutput();
        AnswerEvents.tell(answer, event -> encoder.encode(event, out));
        byte[] body = out.take();
        return LossHeader.tell(framed(raw, to.streamContentType(), body), losses);
    }

    private JsonNode parsed(byte[] bytes) {
        @Nullable JsonNode json = Json.parse(bytes, 0, bytes.length);
        if (json == null) {
            throw GatewayError.of(
                    502, "invalid_upstream_answer", "Provider '%s' answered with what is no JSON.", provider);
        }
        return json;
    }

    private Answer framed(Answer raw, String contentType, byte[] body) {
        HttpHeaders headers = withoutFrame(raw.headers());
        headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        return Answer.whole(raw.status(), headers, body);
    }

    private HttpHeaders withoutFrame(HttpHeaders headers) {
        RequestIdHeader.tell(headers, call);
        return headers.remove(HttpHeaderNames.CONTENT_LENGTH).remove(HttpHeaderNames.CONTENT_ENCODING);
    }
}
