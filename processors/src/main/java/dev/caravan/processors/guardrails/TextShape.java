package dev.caravan.processors.guardrails;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.spi.wire.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the texts of a body are: below some of its fields every string is one, but for those under names that mean something to
 * machines. So a kind of block that nobody here knows is looked at as well. Immutable.
 */
final class TextShape {

    /** What stands under a name. */
    private enum Holds {
        /** A text, or something that has texts. */
        TEXT,
        THOUGHT,
        NOTHING,
        /** JSON as text; or JSON itself, all of which is one text. */
        JSON,
        /** A text; or JSON itself, all of which is one text. */
        VALUE,
        /** A text where what stands beside it says so, else a file in letters. */
        MEDIA,
        /** The texts once more, in other terms. */
        SPELLED
    }

    private static final Set<String> THOUGHTS =
            Set.of("thinking", "reasoning", "reasoning.text", "reasoning.summary", "redacted_thinking");

    private final List<String> roots;
    private final Map<String, Holds> names;

    private TextShape(List<String> roots, Map<String, Holds> names) {
        this.roots = List.copyOf(roots);
        this.names = Map.copyOf(names);
    }

    /** @param roots the fields of the body that hold texts; the last one holds the messages, if there are any */
    static TextShape below(String... roots) {
        return new TextShape(List.of(roots), Map.of());
    }

    /** The same names in another body. */
    TextShape of(String... otherRoots) {
        return new TextShape(List.of(otherRoots), names);
    }

    /** Names of what is for machines: kinds, ids, addresses, pictures. */
    TextShape without(String... structure) {
        return with(Holds.NOTHING, structure);
    }

    TextShape thoughts(String... thoughts) {
        return with(Holds.THOUGHT, thoughts);
    }

    /** Names of JSON that is written as text, or is there as it is. */
    TextShape json(String... json) {
        return with(Holds.JSON, json);
    }

    /** Names of what is a text, or JSON as it is. */
    TextShape values(String... values) {
        return with(Holds.VALUE, values);
    }

    TextShape media(String... media) {
        return with(Holds.MEDIA, media);
    }

    /** Names of what spells texts out. */
    TextShape spelled(String... spelled) {
        return with(Holds.SPELLED, spelled);
    }

    private TextShape with(Holds holds, String... added) {
        Map<String, Holds> all = new HashMap<>(names);
        for (String name : added) {
            all.put(name, holds);
        }
        return new TextShape(roots, all);
    }

    /** Shows the visitor the texts of a body, and changes the body where the visitor does. */
    void walk(ObjectNode body, TextVisitor visitor) {
        for (String root : roots) {
            JsonNode value = body.get(root);
            if (value instanceof ArrayNode messages) {
                for (int i = 0; i < messages.size(); i++) {
                    visitor.message();
                    JsonNode changed = texts(messages.get(i), false, visitor);
                    if (changed != null) {
                        messages.set(i, changed);
                    }
                }
            } else if (value != null) {
                visitor.message();
                JsonNode changed = changed(value, holds(root), body, false, visitor);
                if (changed != null) {
                    body.set(root, changed);
                }
            }
        }
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            if (holds(field.getKey()) == Holds.SPELLED && visitor.dropsSpelled()) {
                field.setValue(emptied(field.getValue()));
            }
        }
    }

    /** The same for a part of a body: a block of a message, a citation. */
    void walkPart(ObjectNode part, TextVisitor visitor) {
        object(part, false, visitor);
    }

    private Holds holds(String name) {
        return names.getOrDefault(name, Holds.TEXT);
    }

    /** What is to stand in the place of a value; null when the value stays, changed inside perhaps. */
    private @Nullable JsonNode changed(
            JsonNode value, Holds holds, ObjectNode parent, boolean thought, TextVisitor visitor) {
        return switch (holds) {
            case NOTHING -> null;
            case SPELLED -> visitor.dropsSpelled() ? emptied(value) : null;
            case JSON -> value.isTextual() ? text(value, TextKind.JSON, visitor) : json(value, visitor);
            case VALUE -> value.isTextual() ? text(value, kind(thought), visitor) : json(value, visitor);
            case MEDIA -> value.isTextual() && !isText(parent) ? null : texts(value, thought, visitor);
            case THOUGHT -> texts(value, true, visitor);
            case TEXT -> texts(value, thought, visitor);
        };
    }

    private @Nullable JsonNode texts(JsonNode value, boolean thought, TextVisitor visitor) {
        if (value.isTextual()) {
            return text(value, kind(thought), visitor);
        }
        if (value instanceof ObjectNode object) {
            object(object, thought, visitor);
        } else if (value instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode changed = texts(array.get(i), thought, visitor);
                if (changed != null) {
                    array.set(i, changed);
                }
            }
        }
        return null;
    }

    private void object(ObjectNode object, boolean thought, TextVisitor visitor) {
        boolean thoughts = thought || isThought(object);
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode changed = changed(field.getValue(), holds(field.getKey()), object, thoughts, visitor);
            if (changed != null) {
                field.setValue(changed);
            }
        }
    }

    private static @Nullable JsonNode text(JsonNode value, TextKind kind, TextVisitor visitor) {
        String text = value.textValue();
        String changed = visitor.visit(text, kind);
        return changed.equals(text) ? null : TextNode.valueOf(changed);
    }

    /** A value as one text. Where two names of fields became the same one it is no JSON any more, and stays a text. */
    private static @Nullable JsonNode json(JsonNode value, TextVisitor visitor) {
        if (value.isEmpty()) {
            return null;
        }
        String text = Json.text(value);
        String changed = visitor.visit(text, TextKind.JSON);
        if (changed.equals(text)) {
            return null;
        }
        JsonNode parsed = Json.parse(changed);
        return parsed == null ? Json.object().put("redacted", changed) : parsed;
    }

    private static TextKind kind(boolean thought) {
        return thought ? TextKind.THOUGHT : TextKind.TEXT;
    }

    private static boolean isThought(ObjectNode object) {
        JsonNode type = object.get("type");
        return (type != null && type.isTextual() && THOUGHTS.contains(type.textValue()))
                || object.path("thought").booleanValue();
    }

    private static boolean isText(ObjectNode source) {
        return source.path("type").asText().equals("text")
                || source.path("media_type").asText().startsWith("text/");
    }

    private static JsonNode emptied(JsonNode value) {
        return value.isArray() ? Json.array() : NullNode.getInstance();
    }
}
