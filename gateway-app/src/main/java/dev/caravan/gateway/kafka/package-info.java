/**
 * Kafka: exchanges that are reported by messages, and records that are published as messages. Start with {@link
 * dev.caravan.gateway.kafka.KafkaConnection}; what is done with messages is {@link dev.caravan.gateway.kafka.IngestMessages},
 * a step of the route {@code kafka.yaml}.
 */
@NullMarked
package dev.caravan.gateway.kafka;

import org.jspecify.annotations.NullMarked;
