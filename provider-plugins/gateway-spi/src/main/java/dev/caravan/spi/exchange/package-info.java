/**
 * What plugins may do with exchanges once the ledger has them: listen to them ({@code ExchangeListenerKind}), and score them
 * ({@code EvalKind}).
 */
@NullMarked
package dev.caravan.spi.exchange;

import org.jspecify.annotations.NullMarked;
