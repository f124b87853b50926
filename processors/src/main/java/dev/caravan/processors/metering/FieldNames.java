package dev.caravan.processors.metering;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Names of JSON fields, to be found in bytes that are not parsed. Within a text the quotes around a name would be escaped, so
 * that a name with its quotes is always a name.
 */
final class FieldNames {

    private final List<String> names;
    private final byte[][] quoted;

    /** A bit for each last letter, which tells most other names apart. */
    private final long lastLetters;

    FieldNames(List<String> names) {
        this.names = List.copyOf(names);
        this.quoted = names.stream()
                .map(name -> ("\"" + name + "\"").getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        long letters = 0;
        for (byte[] name : quoted) {
            letters |= 1L << name[name.length - 2];
        }
        this.lastLetters = letters;
    }

    int size() {
        return quoted.length;
    }

    String name(int index) {
        return names.get(index);
    }

    /** Which of the names ends with the quote at that index; -1 when none does. */
    int endingAt(byte[] json, int quote) {
        if ((lastLetters & 1L << json[quote - 1]) == 0) {
            return -1;
        }
        for (int i = 0; i < quoted.length; i++) {
            byte[] name = quoted[i];
            if (quote >= name.length - 1 && ends(json, quote, name)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean ends(byte[] json, int quote, byte[] name) {
        int start = quote - name.length + 1;
        for (int i = 0; i < name.length; i++) {
            if (json[start + i] != name[i]) {
                return false;
            }
        }
        return true;
    }
}
