package dev.caravan.gateway.edge;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds who takes a request by its method and path: one look into a map for a literal path, one walk down a tree of
 * segments for a templated one. Immutable once built.
 *
 * <p>Patterns: {@code /v1/models}, {@code /v1/models/{id}}, and {@code /proxy/{provider}/*}, where the star takes the rest of
 * the path, which must not be empty. A literal segment wins over a variable, a variable over a star. Paths are compared as
 * the client sent them, percent-encoding included.
 *
 * @param <T> who takes requests
 */
final class RouteTable<T> {

    /** The name under which the rest of a path is found that a star has taken. */
    static final String REST = "*";

    /**
     * Says who takes which requests.
     *
     * @param <T> who takes requests
     * @param methods the methods that are taken; empty takes all
     */
    record Entry<T>(String pattern, Set<String> methods, T target) {}

    /** What a look-up comes to. */
    sealed interface Found<T> {}

    /** Who takes the request, and the values of the pattern's variables. */
    record Match<T>(Entry<T> route, Map<String, String> variables) implements Found<T> {}

    /** The path is known, the method is not. */
    record WrongMethod<T>(Set<String> allowed) implements Found<T> {}

    /** Nobody serves that path. */
    record Unknown<T>() implements Found<T> {}

    private final Unknown<T> unknown = new Unknown<>();
    private final Map<String, Methods<T>> literal = new LinkedHashMap<>();
    private final Node<T> root = new Node<>();

    /** @throws IllegalArgumentException when two entries claim the same method and pattern */
    RouteTable(List<Entry<T>> entries) {
        for (Entry<T> entry : entries) {
            methodsOf(entry.pattern()).add(entry);
        }
    }

    /** @param path the path as sent, without the query */
    Found<T> find(String method, String path) {
        Methods<T> methods = literal.get(path);
        if (methods != null) {
            return methods.find(method, Map.of());
        }
        Map<String, String> variables = new LinkedHashMap<>(4);
        Methods<T> templated = root.find(path, 1, variables);
        return templated == null ? unknown : templated.find(method, variables);
    }

    private Methods<T> methodsOf(String pattern) {
        if (pattern.indexOf('{') < 0 && !pattern.endsWith("/*")) {
            return literal.computeIfAbsent(pattern, key -> new Methods<>());
        }
        Node<T> node = root;
        for (String segment : pattern.substring(1).split("/", -1)) {
            if (segment.equals(REST)) {
                return node.restMethods();
            }
            node = node.child(segment);
        }
        return node.ownMethods();
    }

    /** A segment of a templated pattern. */
    private static final class Node<T> {

        private final Map<String, Node<T>> literals = new LinkedHashMap<>();
        private @Nullable Node<T> variable;
        private String variableName = "";
        private @Nullable Methods<T> here;
        private @Nullable Methods<T> rest;

        Node<T> child(String segment) {
            if (!segment.startsWith("{")) {
                return literals.computeIfAbsent(segment, key -> new Node<>());
            }
            if (variable == null) {
                variable = new Node<>();
                variableName = segment.substring(1, segment.length() - 1);
            }
            return variable;
        }

        Methods<T> ownMethods() {
            if (here == null) {
                here = new Methods<>();
            }
            return here;
        }

        Methods<T> restMethods() {
            if (rest == null) {
                rest = new Methods<>();
            }
            return rest;
        }

        @Nullable
        Methods<T> find(String path, int from, Map<String, String> variables) {
            if (from > path.length()) {
                return here;
            }
            int slash = path.indexOf('/', from);
            int end = slash < 0 ? path.length() : slash;
            String segment = path.substring(from, end);
            Node<T> next = literals.get(segment);
            Methods<T> found = next == null ? null : next.find(path, end + 1, variables);
            if (found == null && variable != null && !segment.isEmpty()) {
                found = variable.find(path, end + 1, variables);
                if (found != null) {
                    variables.put(variableName, segment);
                }
            }
            if (found == null && rest != null && from < path.length()) {
                variables.put(REST, path.substring(from));
                found = rest;
            }
            return found;
        }
    }

    /** Who takes which method of one pattern. */
    private static final class Methods<T> {

        private final Map<String, Entry<T>> byMethod = new LinkedHashMap<>();
        private @Nullable Entry<T> any;

        void add(Entry<T> entry) {
            if (entry.methods().isEmpty()) {
                if (any != null) {
                    throw new IllegalArgumentException("two routes for " + entry.pattern());
                }
                any = entry;
            }
            for (String method : entry.methods()) {
                if (byMethod.putIfAbsent(method, entry) != null) {
                    throw new IllegalArgumentException("two routes for " + method + " " + entry.pattern());
                }
            }
        }

        Found<T> find(String method, Map<String, String> variables) {
            Entry<T> entry = byMethod.get(method);
            if (entry == null && method.equals("HEAD")) {
                entry = byMethod.get("GET");
            }
            if (entry == null) {
                entry = any;
            }
            return entry == null ? new WrongMethod<>(allowed()) : new Match<>(entry, variables);
        }

        private Set<String> allowed() {
            Set<String> allowed = new LinkedHashSet<>(byMethod.keySet());
            if (allowed.contains("GET")) {
                allowed.add("HEAD");
            }
            return allowed;
        }
    }
}
