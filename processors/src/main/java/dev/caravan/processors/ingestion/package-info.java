/** Exchanges that are reported after the fact. Start with {@code IngestExchange}. */
@NullMarked
package dev.caravan.processors.ingestion;

import org.jspecify.annotations.NullMarked;
