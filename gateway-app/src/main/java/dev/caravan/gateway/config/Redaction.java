package dev.caravan.gateway.config;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Keeps secrets out of messages. A message often quotes the value that it complains about, and a credential may stand
 * under any key by mistake: so every value from the environment is shown as its reference, and every value under a key
 * that sounds like a credential is not shown at all.
 */
final class Redaction {

    /** A {@code private-key} is the path of a file. */
    private static final Pattern SECRET_KEY = Pattern.compile(
            "(?!private-key$)(.*[-_.])?(key|hash|secret|token|password|passphrase|credentials?|authorization|jaas\\.config)");

    private static final Pattern URL_USER = Pattern.compile("://[^/@\\s']+@");

    /** Shorter values are no credentials, and hiding them would garble messages. */
    private static final int SHORTEST = 4;

    private final Map<String, String> shownAs = new HashMap<>();

    /** From now on the variable's value is shown as <code>${NAME}</code>. */
    void hideVariable(String name, String value) {
        hide(value, "${" + name + "}");
    }

    /** From now on the value is shown as {@code ****} if its key sounds like a credential. */
    void hideIfSecret(String key, String value) {
        if (SECRET_KEY.matcher(key.toLowerCase(Locale.ROOT)).matches()) {
            hide(value, "****");
        }
    }

    /** The message without what is to be hidden. */
    String apply(String message) {
        String clean = URL_USER.matcher(message).replaceAll("://****@");
        // The longest first: a value may be a part of another one.
        for (String value : shownAs.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList()) {
            clean = clean.replace(value, shownAs.get(value));
        }
        return clean;
    }

    private void hide(String value, String shown) {
        if (value.length() >= SHORTEST) {
            shownAs.putIfAbsent(value, shown);
        }
    }
}
