package dev.caravan.processors.translation;

import dev.caravan.processors.call.Call;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.wire.Json;

/**
 * An answer in the dialect of a call's client.
 *
 * @param request what the client asked for, as its dialect has read it
 */
record ClientForm(Call call, ChatDialect dialect, ChatRequest request) implements AnswerForm {

    @Override
    public String streamContentType() {
        return dialect.streamContentType();
    }

    @Override
    public StreamEncoder streamEncoder() {
        StreamEncoder encoder = dialect.streamEncoder(request);
        return dialect.startsWithUsage() ? new EstimatedStart(encoder, request) : encoder;
    }

    @Override
    public byte[] whole(ChatAnswer answer, Losses losses) {
        return Json.bytes(dialect.encodeAnswer(answer, request, losses));
    }

    @Override
    public byte[] error(GatewayError error) {
        return call.errorDialect().body(error, call.id());
    }
}
