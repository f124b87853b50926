package dev.caravan.processors.agents;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.wire.WireOutput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The body of an agent's streamed {@link Answer}, in its client's dialect. What breaks ends in the dialect's error event. */
final class AgentStream {

    private static final Logger LOG = LoggerFactory.getLogger(AgentStream.class);

    private final Call call;
    private final StreamEncoder encoder;
    private final WireOutput out = new WireOutput();

    AgentStream(Call call, StreamEncoder encoder) {
        this.call = call;
        this.encoder = encoder;
    }

    /** @param events the answer's; what is told together goes out together */
    Publisher<ByteBuf> of(Flux<List<ChatEvent>> events) {
        return events.map(this::written)
                .onErrorResume(failure -> Mono.fromSupplier(() -> broken(error(failure))))
                .filter(bytes -> bytes.length > 0)
                .map(Unpooled::wrappedBuffer);
    }

    private byte[] broken(GatewayError error) {
        call.breaksOff(error);
        return written(List.of(new ChatEvent.Failed(error)));
    }

    private byte[] written(List<ChatEvent> events) {
        events.forEach(event -> encoder.encode(event, out));
        return out.take();
    }

    private static GatewayError error(Throwable failure) {
        if (failure instanceof GatewayError known) {
            return known;
        }
        LOG.warn("an agent broke off", failure);
        return GatewayError.of(500, "agent_failed", "The agent broke off before its answer was complete.");
    }
}
