package dev.caravan.processors.translation;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.ProviderErrors;
import dev.caravan.processors.request.BodyTree;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.StreamDecoder;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.WireOutput;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** A streamed answer as its client gets it: its events can be read, and written again after a filter has seen them. */
public final class AnswerStream {

    private final Call call;
    private final ChatDialect dialect;
    private final String provider;
    private @Nullable ChatRequest request;

    /** @param provider the provider's name, for errors */
    AnswerStream(Call call, ChatDialect dialect, String provider) {
        this.call = call;
        this.dialect = dialect;
        this.provider = provider;
    }

    /** The content type of such streams. */
    public String contentType() {
        return dialect.streamContentType();
    }

    /** Reads the client's request, which writing such a stream needs: work for a worker where the request is large. */
    public AnswerStream prepared() {
        request = request();
        return this;
    }

    /** Reads such a stream. */
    public StreamDecoder decoder() {
        return dialect.streamDecoder();
    }

    /** The body after a filter has seen its events. A body that breaks ends in the client's own error event. */
    public Publisher<ByteBuf> filtered(Publisher<ByteBuf> body, EventFilter filter) {
        return new TranslatedStream(
                call, body, new Filtered(dialect.streamDecoder(), filter), encoder(), provider, null);
    }

    /** The events of a whole body after a filter has seen them; a failure last when the body is not complete. */
    public List<ChatEvent> events(byte[] body, EventFilter filter) {
        List<ChatEvent> events = new ArrayList<>();
        StreamDecoder decoder = new Filtered(dialect.streamDecoder(), filter);
        decoder.decode(ByteBuffer.wrap(body), events::add);
        decoder.end(events::add);
        ChatEvent last = events.isEmpty() ? null : events.get(events.size() - 1);
        if (!(last instanceof ChatEvent.Ended || last instanceof ChatEvent.Failed)) {
            events.add(new ChatEvent.Failed(ProviderErrors.brokeMidStream(provider)));
        }
        return events;
    }

    /** The body that tells these events. */
    public byte[] written(List<ChatEvent> events) {
        StreamEncoder encoder = encoder();
        WireOutput out = new WireOutput();
        events.forEach(event -> encoder.encode(event, out));
        return out.take();
    }

    private StreamEncoder encoder() {
        return dialect.streamEncoder(request == null ? request() : request);
    }

    /** A request of which the provider, but not the neutral model, makes sense is no reason to lose the answer. */
    private ChatRequest request() {
        try {
            return dialect.decodeRequest(new WireRequest(call.model(), call.stream(), BodyTree.of(call)), new Losses());
        } catch (GatewayError unreadable) {
            return ChatRequest.of(call.model(), List.of()).stream(true).build();
        }
    }

    private record Filtered(StreamDecoder decoder, EventFilter filter) implements StreamDecoder {

        @Override
        public void decode(ByteBuffer bytes, Consumer<ChatEvent> events) {
            decoder.decode(bytes, event -> filter.filter(event, events));
        }

        @Override
        public void end(Consumer<ChatEvent> events) {
            decoder.end(event -> filter.filter(event, events));
        }
    }
}
