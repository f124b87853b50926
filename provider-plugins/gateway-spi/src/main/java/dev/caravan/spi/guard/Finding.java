package dev.caravan.spi.guard;

/**
 * A place in a text.
 *
 * @param start the index of its first character
 * @param end the index behind its last character, greater than {@code start}
 * @param label what was found, in a word of lower case with dashes that holds nothing of the text: {@code email}
 */
public record Finding(int start, int end, String label) {

    public Finding {
        if (start < 0 || end <= start) {
            throw new IllegalArgumentException("no place: " + start + " to " + end);
        }
    }
}
