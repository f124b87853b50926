/** The durable store: an H2 file, or PostgreSQL. Start with {@code Database}; the tables are in the migrations. */
@NullMarked
package dev.caravan.gateway.database;

import org.jspecify.annotations.NullMarked;
