/** JSON Schemas: {@link dev.caravan.processors.schema.JsonSchema} is compiled once and tells what is wrong with a value. */
@NullMarked
package dev.caravan.processors.schema;

import org.jspecify.annotations.NullMarked;
