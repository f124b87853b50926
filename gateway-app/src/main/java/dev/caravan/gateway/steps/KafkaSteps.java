package dev.caravan.gateway.steps;

import dev.caravan.gateway.kafka.KafkaConnection;
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
        Processor ingest = kafka.ingestMessages(services.ledger(), IngestSteps.reportReader(parts));
        if (ingest != null) {
            steps.add("ingestMessages", ingest);
        }
    }
}
