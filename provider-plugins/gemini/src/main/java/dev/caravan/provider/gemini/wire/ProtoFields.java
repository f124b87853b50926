package dev.caravan.provider.gemini.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.wire.Fields;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object of proto3's JSON: a field may be in lower camel case or in the proto's own snake case, and where a list is
 * meant one item may stand alone. Fields are asked for in camel case.
 *
 * <p>Source: <a href="https://protobuf.dev/programming-guides/json/">ProtoJSON format</a>; the lone item is what Google's APIs
 * accept and their examples use.
 */
public final class ProtoFields {

    private final Fields fields;

    private ProtoFields(Fields fields) {
        this.fields = fields;
    }

    /** The fields of a client's request; errors are 400. */
    public static ProtoFields of(ObjectNode request) {
        return new ProtoFields(Fields.of(request));
    }

    /** The fields of a provider's answer; errors are 502. */
    public static ProtoFields ofAnswer(JsonNode answer) {
        return new ProtoFields(Fields.ofAnswer(answer));
    }

    public ObjectNode json() {
        return fields.json();
    }

    public String path() {
        return fields.path();
    }

    /** The path of a field, in the spelling that the object has. */
    public String path(String field) {
        return fields.path(key(field));
    }

    public boolean has(String field) {
        return fields.has(key(field));
    }

    public @Nullable JsonNode any(String field) {
        return fields.any(key(field));
    }

    public @Nullable String text(String field) {
        return fields.text(key(field));
    }

    public String requiredText(String field) {
        return fields.requiredText(key(field));
    }

    public @Nullable Boolean flag(String field) {
        return fields.flag(key(field));
    }

    public boolean isTrue(String field) {
        return fields.isTrue(key(field));
    }

    public @Nullable Integer integer(String field) {
        return fields.integer(key(field));
    }

    public @Nullable Long wholeNumber(String field) {
        return fields.wholeNumber(key(field));
    }

    public @Nullable Double number(String field) {
        return fields.number(key(field));
    }

    public @Nullable ProtoFields object(String field) {
        Fields nested = fields.object(key(field));
        return nested == null ? null : new ProtoFields(nested);
    }

    public ProtoFields requiredObject(String field) {
        return new ProtoFields(fields.requiredObject(key(field)));
    }

    /** The items of a list of objects; one object alone counts as a list of one. */
    public List<ProtoFields> objects(String field) {
        String key = key(field);
        if (fields.json().get(key) instanceof ObjectNode) {
            return List.of(new ProtoFields(fields.requiredObject(key)));
        }
        return fields.objects(key).stream().map(ProtoFields::new).toList();
    }

    /** The items of a list of texts; one text alone counts as a list of one. */
    public List<String> texts(String field) {
        String key = key(field);
        JsonNode value = fields.json().get(key);
        if (value != null && value.isTextual()) {
            return List.of(fields.requiredText(key));
        }
        return fields.texts(key);
    }

    /** A word of an enumeration in upper case, or null when it is absent. */
    public @Nullable String word(String field) {
        String word = text(field);
        return word == null ? null : word.toUpperCase(Locale.ROOT);
    }

    /** Notes that fields were seen and need not be carried over. */
    public void ignore(String... names) {
        for (String name : names) {
            fields.ignore(key(name));
        }
    }

    /** The names of the fields that were not read, in camel case. */
    public List<String> unread() {
        return fields.unread().stream().map(ProtoFields::camel).toList();
    }

    /** Reports every field that was not read, in snake case, behind the prefix. */
    public void reportUnread(String prefix, Losses losses) {
        for (String name : fields.unread()) {
            losses.add(prefix + snake(name));
        }
    }

    public GatewayError missing(String field) {
        return fields.missing(key(field));
    }

    public GatewayError invalid(String field, String problem) {
        return fields.invalid(key(field), problem);
    }

    public GatewayError wrong(String field, String expected, JsonNode found) {
        return fields.wrong(key(field), expected, found);
    }

    /** {@code fileUri} as {@code file_uri}. */
    public static String snake(String name) {
        StringBuilder snake = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                snake.append(i == 0 ? "" : "_").append((char) (c - 'A' + 'a'));
            } else {
                snake.append(c);
            }
        }
        return snake.toString();
    }

    /** {@code file_uri} as {@code fileUri}. */
    public static String camel(String name) {
        StringBuilder camel = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_' && i > 0 && i + 1 < name.length()) {
                i++;
                camel.append(Character.toUpperCase(name.charAt(i)));
            } else {
                camel.append(c);
            }
        }
        return camel.toString();
    }

    private String key(String field) {
        if (fields.has(field)) {
            return field;
        }
        String snake = snake(field);
        return fields.has(snake) ? snake : field;
    }
}
