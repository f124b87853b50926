/** A broker of Kafka in this process. */
@NullMarked
package dev.caravan.acceptance.kafka;

import org.jspecify.annotations.NullMarked;
