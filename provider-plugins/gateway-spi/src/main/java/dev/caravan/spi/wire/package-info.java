/**
 * Reading and writing what dialects share: server-sent events, lines of JSON, JSON objects with errors that name the field, data
 * URLs, and the errors of providers.
 */
@NullMarked
package dev.caravan.spi.wire;

import org.jspecify.annotations.NullMarked;
