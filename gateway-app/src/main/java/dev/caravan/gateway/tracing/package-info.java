/** Spans of calls, sent by OTLP. Start with {@code TraceCalls}. */
@NullMarked
package dev.caravan.gateway.tracing;

import org.jspecify.annotations.NullMarked;
