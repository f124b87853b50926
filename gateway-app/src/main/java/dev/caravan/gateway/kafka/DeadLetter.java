package dev.caravan.gateway.kafka;

import dev.caravan.spi.GatewayError;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A message that can never be kept, and why.
 *
 * @param whole whether its value and its headers go with it
 */
record DeadLetter(Message message, GatewayError reason, boolean whole) {

    private static final String PREFIX = "caravan-dead-letter-";
    private static final int LONGEST_KEY = 1024;

    /** The same without what may be large: where the message was is told, and there it still is. */
    DeadLetter bare() {
        return new DeadLetter(message, reason, false);
    }

    ProducerRecord<byte[], byte[]> to(String topic) {
        Headers headers = whole ? new RecordHeaders(message.headers().toArray()) : new RecordHeaders();
        add(headers, "code", reason.code());
        add(headers, "reason", reason.text());
        add(headers, "topic", message.from().topic());
        add(headers, "partition", Integer.toString(message.from().partition()));
        add(headers, "offset", Long.toString(message.offset()));
        add(headers, "timestamp", Long.toString(message.sent()));
        if (!whole) {
            add(headers, "value-omitted", Integer.toString(message.size()));
        }
        byte[] key = message.key();
        boolean withKey = whole || (key != null && key.length <= LONGEST_KEY);
        return new ProducerRecord<>(topic, null, null, withKey ? key : null, whole ? message.value() : null, headers);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
    }
}
