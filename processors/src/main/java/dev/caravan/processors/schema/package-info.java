/**
 * JSON Schema: what a request's input or an answer has to look like. Start with {@link
 * dev.caravan.processors.schema.JsonSchema}.
 */
@NullMarked
package dev.caravan.processors.schema;

import org.jspecify.annotations.NullMarked;
