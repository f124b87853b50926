/** Reads of the bodies of an exchange what the ledger wants to know of it. Start with {@code Extractor}. */
@NullMarked
package dev.caravan.processors.extraction;

import org.jspecify.annotations.NullMarked;
