package dev.caravan.spi;

/**
 * A value that the configuration has without quotes, as YAML writes numbers and truth values. It is a text for who wants a text
 * ({@code 1.10} stays a model's name), and a number or a truth value in JSON, such as a schema's.
 *
 * @param text as it is written
 */
public record Unquoted(String text) {

    @Override
    public String toString() {
        return text;
    }
}
