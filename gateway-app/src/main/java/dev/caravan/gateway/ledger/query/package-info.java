/**
 * Asking the ledger over HTTP: logs, usage, costs, and their export. Start with {@code ListLogs} and {@code TellUsage}; {@code
 * Viewer} says who sees what.
 */
@NullMarked
package dev.caravan.gateway.ledger.query;

import org.jspecify.annotations.NullMarked;
