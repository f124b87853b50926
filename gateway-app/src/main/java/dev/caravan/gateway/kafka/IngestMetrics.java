package dev.caravan.gateway.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/** Counts messages when their offsets have moved on. */
final class IngestMetrics {

    private final MeterRegistry registry;

    IngestMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void consumed(List<Message> messages) {
        for (Message message : messages) {
            Counter.builder("caravan.ingestion.messages")
                    .description("Messages that are done with: in the ledger, or in the dead-letter topic")
                    .tag("topic", message.from().topic())
                    .register(registry)
                    .increment();
        }
    }

    void dead(List<DeadLetter> letters) {
        for (DeadLetter letter : letters) {
            Counter.builder("caravan.ingestion.dead.letters")
                    .description("Messages that went to the dead-letter topic, by why")
                    .tag("topic", letter.message().from().topic())
                    .tag("code", letter.reason().code())
                    .register(registry)
                    .increment();
        }
    }
}
