/** The ledger in the database. Start with {@code LedgerWriter}, which commits records in groups. */
@NullMarked
package dev.caravan.gateway.ledger;

import org.jspecify.annotations.NullMarked;
