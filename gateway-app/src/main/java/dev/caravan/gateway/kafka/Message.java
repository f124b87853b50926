package dev.caravan.gateway.kafka;

import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** A message as it was read from Kafka. */
final class Message {

    private final TopicPartition from;
    private final long offset;
    private final long sent;
    private final byte @Nullable [] key;
    private final byte @Nullable [] value;
    private final Headers headers;

    private Message(org.apache.camel.Message in) {
        from = new TopicPartition(
                in.getHeader(KafkaConstants.TOPIC, String.class),
                in.getHeader(KafkaConstants.PARTITION, Integer.class));
        offset = in.getHeader(KafkaConstants.OFFSET, Long.class);
        sent = in.getHeader(KafkaConstants.TIMESTAMP, Long.class);
        key = bytes(in.getHeader(KafkaConstants.KEY), "keyDeserializer");
        value = bytes(in.getBody(), "valueDeserializer");
        Headers told = in.getHeader(KafkaConstants.HEADERS, Headers.class);
        headers = told == null ? new RecordHeaders() : told;
    }

    /** @throws IllegalStateException when the route reads keys or values as something else than bytes */
    static Message of(Exchange exchange) {
        return new Message(exchange.getMessage());
    }

    TopicPartition from() {
        return from;
    }

    long offset() {
        return offset;
    }

    /** When, in milliseconds of the epoch; negative when that is not known. */
    long sent() {
        return sent;
    }

    byte @Nullable [] key() {
        return key;
    }

    byte @Nullable [] value() {
        return value;
    }

    Headers headers() {
        return headers;
    }

    /**
     * The request id of a message that has none. It is the same each time the message is read, and another one when the topic
     * is made anew, as the time is in it. The topic comes last: a name of 249 characters loses its end in the ledger.
     */
    String requestId() {
        return "kafka-" + from.partition() + "-" + offset + "-" + sent + "-" + from.topic();
    }

    /** How large its value is. */
    int size() {
        return value == null ? 0 : value.length;
    }

    private static byte @Nullable [] bytes(@Nullable Object value, String option) {
        if (value == null || value instanceof byte[]) {
            return (byte[]) value;
        }
        throw new IllegalStateException(
                "the route needs " + option + ": org.apache.kafka.common.serialization.ByteArrayDeserializer");
    }
}
