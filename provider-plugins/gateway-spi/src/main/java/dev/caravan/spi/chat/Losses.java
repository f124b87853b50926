package dev.caravan.spi.chat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects what a translation could not express. Each loss is named by the field that is missing on the other side, in lower
 * case with underscores and dots, without indexes and without the client's data: {@code top_k}, {@code
 * messages.content.image_url.detail}, {@code tools.web_search}. A name is kept once. Not thread-safe.
 */
public final class Losses {

    /** More names than fit into a header tell nobody anything. */
    private static final int MOST = 32;

    private final Set<String> fields = new LinkedHashSet<>();

    /** Notes that a field was not carried over. */
    public void add(String field) {
        if (fields.size() < MOST) {
            fields.add(clean(field));
        }
    }

    /** The same where {@code lost} is true. */
    public void addIf(boolean lost, String field) {
        if (lost) {
            add(field);
        }
    }

    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /** The names in the order in which they were found. */
    public List<String> fields() {
        return List.copyOf(new ArrayList<>(fields));
    }

    /** Field names come from clients and go into a header. */
    private static String clean(String field) {
        StringBuilder clean = new StringBuilder(Math.min(field.length(), 80));
        for (int i = 0; i < field.length() && clean.length() < 80; i++) {
            char c = field.charAt(i);
            clean.append(c > ' ' && c < 0x7f && c != ',' ? c : '_');
        }
        return clean.toString();
    }
}
