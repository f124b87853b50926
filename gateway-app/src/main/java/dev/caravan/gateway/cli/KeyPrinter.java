package dev.caravan.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Prints keys, for people or as JSON. What was asked for goes to stdout, and what is said about it to stderr. */
final class KeyPrinter {

    private static final List<String> COLUMNS =
            List.of("ID", "NAME", "PREFIX", "ROLE", "PROJECT", "STATE", "SOURCE", "EXPIRES");

    private final PrintStream out;
    private final PrintStream err;
    private final boolean json;

    /** @param json whether programs read it */
    KeyPrinter(PrintStream out, PrintStream err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
    }

    /** A key that is told now and never again. */
    void newKey(JsonNode key, String done) {
        if (json) {
            print(key);
        } else {
            out.println(Printable.text(key.path("key").asText()));
        }
        err.println(name(key) + " was " + done + ". The key is shown this once: keep it now.");
        if (key.path("previous_good_until").isTextual()) {
            err.println("The former one works until " + text(key, "previous_good_until") + ".");
        }
    }

    /** A key as it is after a change. */
    void changed(JsonNode key, String done) {
        if (json) {
            print(key);
        } else {
            out.println(name(key) + " is " + done + ".");
        }
    }

    void revoked(JsonNode answer) {
        if (json) {
            print(answer);
        } else {
            out.println("The key " + text(answer, "id") + " is revoked.");
        }
    }

    void list(List<JsonNode> keys) {
        if (json) {
            ObjectNode all = JsonNodeFactory.instance.objectNode();
            all.putArray("data").addAll(keys);
            print(all);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode key : keys) {
            rows.add(List.of(
                    text(key, "id"),
                    text(key, "name"),
                    text(key, "prefix"),
                    text(key, "role"),
                    text(key, "project"),
                    state(key),
                    text(key, "source"),
                    text(key, "expires_at")));
        }
        Table.of(COLUMNS, rows).forEach(out::println);
    }

    /** Everything that is known of a key, a line for each field. */
    void one(JsonNode key) {
        if (json) {
            print(key);
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        key.properties().forEach(field -> {
            String value = value(field.getValue());
            if (!value.isEmpty()) {
                rows.add(List.of(Printable.text(field.getKey()), value));
            }
        });
        Table.of(List.of(), rows).forEach(out::println);
    }

    private void print(JsonNode node) {
        out.println(Json.pretty(node));
    }

    private static String name(JsonNode key) {
        return "Key '" + text(key, "name") + "' (" + text(key, "id") + ")";
    }

    private static String state(JsonNode key) {
        if (key.path("revoked_at").isTextual()) {
            return "revoked";
        }
        return key.path("enabled").asBoolean(true) ? "enabled" : "disabled";
    }

    private static String text(JsonNode key, String field) {
        return value(key.path(field));
    }

    /** A field in words: {@code chat, models} for a list, {@code concurrent 10, …} for an object, nothing for null. */
    private static String value(JsonNode node) {
        if (node.isObject()) {
            List<String> parts = new ArrayList<>();
            node.properties().forEach(field -> {
                String value = value(field.getValue());
                if (!value.isEmpty()) {
                    parts.add(Printable.text(field.getKey()) + " " + value);
                }
            });
            return String.join(", ", parts);
        }
        if (node.isArray()) {
            List<String> parts = new ArrayList<>();
            node.forEach(element -> parts.add(value(element)));
            return String.join(", ", parts);
        }
        return node.isNull() || node.isMissingNode() ? "" : Printable.text(node.asText());
    }
}
