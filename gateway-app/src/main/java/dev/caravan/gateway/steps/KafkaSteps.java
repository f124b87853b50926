package dev.caravan.gateway.steps;

import dev.caravan.gateway.kafka.KafkaConnection;
import dev.caravan.processors.extraction.Extractor;
import java.time.Clock;
import org.apache.camel.Processor;

/** What is done with messages. */
final class KafkaSteps {

    private KafkaSteps() {}

    static void add(Parts parts, Steps steps) {
        KafkaConnection kafka = parts.services().kafka();
        if (kafka == null) {
            return;
        }
        Services services = parts.services();
        Extractor extractor = new Extractor(services.translations().dialects());
        Processor ingest = kafka.ingestMessages(services.ledger(), extractor, Clock.systemUTC());
        if (ingest != null) {
            steps.add("ingestMessages", ingest);
        }
    }
}
