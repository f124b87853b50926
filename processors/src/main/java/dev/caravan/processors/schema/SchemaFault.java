package dev.caravan.processors.schema;

/**
 * One thing in a JSON value that its schema does not allow.
 *
 * @param pointer where it is, as a JSON pointer; empty for the value itself
 * @param message what is wrong, in English
 */
public record SchemaFault(String pointer, String message) {

    @Override
    public String toString() {
        return pointer.isEmpty() ? message : pointer + ": " + message;
    }
}
