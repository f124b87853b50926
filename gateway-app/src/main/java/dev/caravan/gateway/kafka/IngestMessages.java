package dev.caravan.gateway.kafka;

import dev.caravan.processors.ingestion.MessageReader;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.Ledger;
import dev.caravan.spi.GatewayError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the exchanges that messages report, those of a batch together: first the ledger commits them, then Kafka acknowledges
 * what goes to the dead-letter topic, then the offsets move on. So each message is taken at least once, and as a request id is
 * kept once, it is in the ledger exactly once. Blocks its consumer's thread; while the ledger, or Kafka, is away, the messages
 * wait in their topic.
 */
final class IngestMessages implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(IngestMessages.class);

    /** The ledger takes one of this size at any time, and a commit costs little for each of so many. */
    private static final long LARGEST_PART = 4L << 20;

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration TO_COMMIT = Duration.ofSeconds(5);
    private static final int BUSY = 503;

    private final MessageReader reader;
    private final Ledger ledger;
    private final DeadLetters deadLetters;
    private final IngestMetrics metrics;

    IngestMessages(MessageReader reader, Ledger ledger, DeadLetters deadLetters, IngestMetrics metrics) {
        this.reader = reader;
        this.ledger = ledger;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
    }

    /** A message and the record of it. */
    private record Reported(Message message, ExchangeRecord exchange) {}

    @Override
    public void process(Exchange batch) throws Exception {
        Patience patience = Patience.of(batch);
        try {
            process(batch, patience);
        } catch (RouteStopsException | InterruptedException stopped) {
            throw stopped;
        } catch (Exception e) {
            if (patience.goesOn()) {
                LOG.atWarn().addKeyValue("reason", e.toString()).log("messages are read once more");
                patience.pause(PAUSE);
            }
            throw e;
        }
    }

    private void process(Exchange batch, Patience patience) throws Exception {
        List<Exchange> exchanges = exchanges(batch);
        if (exchanges.isEmpty()) {
            return;
        }
        List<Message> messages = exchanges.stream().map(Message::of).toList();
        List<DeadLetter> dead = new ArrayList<>();
        for (List<Reported> part : parts(read(messages, dead))) {
            keep(part, dead, patience);
        }
        deadLetters.send(dead, patience);
        commit(consumer(exchanges.get(0)), messages, patience);
        metrics.consumed(messages);
        metrics.dead(dead);
    }

    /** A route that does not batch has one message. */
    private static List<Exchange> exchanges(Exchange batch) {
        if (!(batch.getMessage().getBody() instanceof List<?> list)) {
            return List.of(batch);
        }
        return list.stream().map(Exchange.class::cast).toList();
    }

    private List<Reported> read(List<Message> messages, List<DeadLetter> dead) {
        List<Reported> readable = new ArrayList<>(messages.size());
        for (Message message : messages) {
            try {
                readable.add(new Reported(message, reader.read(message.value(), message.requestId(), message.sent())));
            } catch (GatewayError never) {
                dead.add(new DeadLetter(message, never, true));
            }
        }
        return readable;
    }

    private static List<List<Reported>> parts(List<Reported> all) {
        List<List<Reported>> parts = new ArrayList<>();
        List<Reported> part = new ArrayList<>();
        long bytes = 0;
        for (Reported next : all) {
            if (!part.isEmpty() && bytes + next.message().size() > LARGEST_PART) {
                parts.add(part);
                part = new ArrayList<>();
                bytes = 0;
            }
            part.add(next);
            bytes += next.message().size();
        }
        if (!part.isEmpty()) {
            parts.add(part);
        }
        return parts;
    }

    private void keep(List<Reported> part, List<DeadLetter> dead, Patience patience)
            throws RouteStopsException, InterruptedException {
        List<ExchangeRecord> records = part.stream().map(Reported::exchange).toList();
        while (true) {
            GatewayError refused = append(records, patience);
            if (refused == null) {
                return;
            }
            if (refused.status() == BUSY) {
                Duration later = refused.retryAfter();
                patience.pause(later == null ? PAUSE : later);
            } else if (part.size() > 1) {
                // One of them is at fault.
                for (Reported one : part) {
                    keep(List.of(one), dead, patience);
                }
                return;
            } else {
                dead.add(new DeadLetter(part.get(0).message(), refused, true));
                return;
            }
        }
    }

    /** @return null when they are committed */
    private @Nullable GatewayError append(List<ExchangeRecord> records, Patience patience)
            throws RouteStopsException, InterruptedException {
        try {
            patience.await(ledger.append(records).toFuture());
            return null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GatewayError refused) {
                return refused;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static Consumer<?, ?> consumer(Exchange exchange) {
        if (exchange.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT) instanceof DefaultKafkaManualCommit commit) {
            return commit.getCamelExchangePayload().consumer;
        }
        throw new IllegalStateException("the route needs allowManualCommit: true");
    }

    private static void commit(Consumer<?, ?> consumer, List<Message> messages, Patience patience)
            throws RouteStopsException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
        for (Message message : messages) {
            ends.put(message.from(), new OffsetAndMetadata(message.offset() + 1));
        }
        while (true) {
            try {
                consumer.commitSync(ends, TO_COMMIT);
                return;
            } catch (TimeoutException away) {
                patience.pause(PAUSE);
            }
        }
    }
}
