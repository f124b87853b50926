package dev.caravan.gateway.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where each key of a configuration is written, by the key's full path as {@link dev.caravan.spi.Settings} names it.
 */
final class ConfigSource {

    private final String file;
    private final Map<String, Integer> lines = new HashMap<>();
    private final Map<String, List<String>> children = new HashMap<>();
    private final Set<String> references = new HashSet<>();
    private final Map<String, String> written = new HashMap<>();

    /** @param file the file's name as the operator knows it */
    ConfigSource(String file) {
        this.file = file;
    }

    String file() {
        return file;
    }

    /** Notes a key. */
    void wrote(String parent, String key, int line) {
        lines.put(join(parent, key), line);
        children.computeIfAbsent(parent, path -> new ArrayList<>()).add(key);
    }

    /** Notes an entry of a list. */
    void wroteItem(String path, int line) {
        lines.put(path, line);
    }

    /** Notes that a key's value is one reference to an environment variable and nothing else. */
    void wroteReference(String path) {
        references.add(path);
    }

    /** Whether the file has nothing but a reference to an environment variable there. */
    boolean isReference(String path) {
        return references.contains(path);
    }

    /** Notes a value that has references to environment variables in it, as it is written. */
    void wrote(String path, String withReferences) {
        written.put(path, withReferences);
    }

    /** The value as it is written where it has references to environment variables in it, else empty. */
    Optional<String> withReferences(String path) {
        return Optional.ofNullable(written.get(path));
    }

    /** Whether the file has that key, with or without a value. */
    boolean has(String path) {
        return lines.containsKey(path);
    }

    /** The keys below that path in the order of the file. */
    List<String> keysOf(String path) {
        return List.copyOf(children.getOrDefault(path, List.of()));
    }

    /** The line of that key, or of the nearest section around it where the file lacks the key; 0 when there is none. */
    int lineOf(String path) {
        String nearest = path;
        while (!lines.containsKey(nearest)) {
            int end = Math.max(nearest.lastIndexOf('.'), nearest.lastIndexOf('['));
            if (end < 0) {
                return 0;
            }
            nearest = nearest.substring(0, end);
        }
        return lines.get(nearest);
    }

    static String join(String parent, String key) {
        return parent.isEmpty() ? key : parent + "." + key;
    }
}
