package dev.caravan.gateway.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer whose polls do not fail: where Kafka refuses one, because of a missing right or a wrong password, say, it is told in
 * the log and tried again after a pause. Camel would give up, or forget what it has polled and not yet passed on.
 */
final class SteadyConsumer extends KafkaConsumer<byte[], byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(SteadyConsumer.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private String told = "";

    SteadyConsumer(Map<String, Object> settings) {
        super(settings);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        try {
            ConsumerRecords<byte[], byte[]> records = super.poll(timeout);
            told = records.isEmpty() ? told : "";
            return records;
        } catch (WakeupException | InterruptException stopped) {
            throw stopped;
        } catch (KafkaException refused) {
            tell(String.valueOf(refused.getMessage()));
            pause();
            return ConsumerRecords.empty();
        }
    }

    private void tell(String reason) {
        if (!told.equals(reason)) {
            told = reason;
            LOG.atError().addKeyValue("reason", reason).log("messages cannot be read");
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
