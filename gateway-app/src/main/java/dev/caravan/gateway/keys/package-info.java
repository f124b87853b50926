/**
 * The keys that live in the database: kept, looked up in memory, followed across nodes, and administered. Start with
 * {@code KeyDirectory}; {@code LiveKeys} is what a call is checked against; {@code CreateKey} and its like are steps of the
 * admin API.
 */
@NullMarked
package dev.caravan.gateway.keys;

import org.jspecify.annotations.NullMarked;
