/**
 * The ledger: one durable record of every exchange with a model, proxied or reported. Start with {@code ExchangeRecord};
 * {@code Ledger} keeps them.
 */
@NullMarked
package dev.caravan.processors.ledger;

import org.jspecify.annotations.NullMarked;
