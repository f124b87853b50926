package dev.caravan.gateway.config;

import dev.caravan.spi.SettingsException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts environment variables into values: <code>${NAME}</code>, or <code>${NAME:default}</code> where it may be unset;
 * two dollar signs before the brace stand for one that is meant. A variable that is empty counts as unset.
 */
final class Placeholders {

    private static final Pattern REFERENCE = Pattern.compile("\\$(?<escaped>\\$)?\\{(?:(?<body>[^}]*)\\})?");
    private static final Pattern BODY = Pattern.compile("(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::(?<otherwise>.*))?");

    private final Function<String, @Nullable String> environment;
    private final Redaction redaction;

    Placeholders(Function<String, @Nullable String> environment, Redaction redaction) {
        this.environment = environment;
        this.redaction = redaction;
    }

    /** Whether the value is one reference and nothing else, so that it holds no credential in clear. */
    static boolean isReference(String raw) {
        Matcher matcher = REFERENCE.matcher(raw);
        if (!matcher.matches() || matcher.group("escaped") != null || matcher.group("body") == null) {
            return false;
        }
        Matcher body = BODY.matcher(matcher.group("body"));
        return body.matches()
                && (body.group("otherwise") == null || body.group("otherwise").isEmpty());
    }

    /**
     * @param path the value's key, for the error
     * @return the value with its references replaced
     * @throws SettingsException when a reference is malformed, or its variable is unset and it has no default
     */
    String fill(String path, String raw) {
        Matcher matcher = REFERENCE.matcher(raw);
        StringBuilder filled = new StringBuilder();
        int from = 0;
        while (matcher.find(from)) {
            filled.append(raw, from, matcher.start());
            if (matcher.group("escaped") != null) {
                filled.append("${");
                from = matcher.start() + "$${".length();
            } else {
                filled.append(value(path, matcher.group("body")));
                from = matcher.end();
            }
        }
        return filled.append(raw.substring(from)).toString();
    }

    private String value(String path, @Nullable String body) {
        Matcher reference = BODY.matcher(body == null ? "" : body);
        if (!reference.matches()) {
            throw new SettingsException(
                    path, "has a '${' that names no variable", "Write ${NAME}, ${NAME:default}, or $${ for a plain ${");
        }
        String name = reference.group("name");
        String value = environment.apply(name);
        if (value != null && !value.isEmpty()) {
            redaction.hideVariable(name, value);
            return value;
        }
        String otherwise = reference.group("otherwise");
        if (otherwise == null) {
            throw new SettingsException(
                    path,
                    "the environment variable " + name + " is not set",
                    "Set it, or write ${" + name + ":} where the value may be absent");
        }
        return otherwise;
    }
}
