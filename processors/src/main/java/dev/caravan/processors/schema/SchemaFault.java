package dev.caravan.processors.schema;

/**
 * Where a value does not conform to its schema, and why.
 *
 * @param pointer the JSON pointer of the faulty place, empty for the whole value: {@code /items/0/price}
 * @param message what is wrong with it: {@code string found, integer expected}. It may quote the value
 */
public record SchemaFault(String pointer, String message) {}
