/**
 * Reading and writing the framings that dialects share: server-sent events, lines of JSON, and JSON objects with errors that
 * name the field.
 */
@NullMarked
package dev.caravan.spi.wire;

import org.jspecify.annotations.NullMarked;
