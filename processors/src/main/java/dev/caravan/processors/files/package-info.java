/**
 * What providers keep for their callers: files, uploads, batches. A provider's own account knows no callers, so the gateway
 * remembers whose each of them is and where, and lets nobody else have it. Start with {@code FindObject}; what is remembered
 * is a {@code StoredObject}, and where, a {@code StoredObjects}.
 */
@NullMarked
package dev.caravan.processors.files;

import org.jspecify.annotations.NullMarked;
