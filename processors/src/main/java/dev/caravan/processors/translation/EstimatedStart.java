package dev.caravan.processors.translation;

import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatEvent.Started;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.WireOutput;

/**
 * Begins a stream with an estimate of the input's tokens where the provider has not told them yet. What it tells later, the
 * encoder writes later.
 */
final class EstimatedStart implements StreamEncoder {

    private final StreamEncoder encoder;
    private final ChatRequest request;

    EstimatedStart(StreamEncoder encoder, ChatRequest request) {
        this.encoder = encoder;
        this.request = request;
    }

    @Override
    public void encode(ChatEvent event, WireOutput out) {
        if (event instanceof Started start && start.usage().input() == Usage.UNKNOWN) {
            Usage estimate =
                    Usage.of(TokenCount.rough().of(request), Usage.UNKNOWN).updatedBy(start.usage());
            encoder.encode(
                    new Started(
                            start.id(),
                            start.model(),
                            start.created(),
                            estimate,
                            start.fingerprint(),
                            start.serviceTier()),
                    out);
        } else {
            encoder.encode(event, out);
        }
    }
}
