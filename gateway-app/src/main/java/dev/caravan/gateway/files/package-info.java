/** Remembers in the database what providers keep for whom. Start with {@link dev.caravan.gateway.files.JdbcStoredObjects}. */
@NullMarked
package dev.caravan.gateway.files;

import org.jspecify.annotations.NullMarked;
