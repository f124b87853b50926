/** OTLP/HTTP: traces as OpenTelemetry's exporters send them. Start with {@code IngestOtlp}. */
@NullMarked
package dev.caravan.processors.otlp;

import org.jspecify.annotations.NullMarked;
