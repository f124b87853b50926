package dev.caravan.provider.gemini.wire;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a model as Google's resources have it.
 *
 * @param collection {@code models} or {@code tunedModels}
 * @param id the name within it, {@code gemini-2.5-flash}
 */
public record ModelName(String collection, String id) {

    private static final Pattern GENERATION = Pattern.compile("gemini-(\\d{1,3})(?!\\d)");
    private static final String UNRESERVED = "-._~@";

    /** Reads a name with or without its collection: {@code gemini-2.5-flash}, {@code models/gemini-2.5-flash}. */
    public static ModelName of(String name) {
        for (String collection : new String[] {"models", "tunedModels"}) {
            if (name.startsWith(collection + "/") && name.length() > collection.length() + 1) {
                return new ModelName(collection, name.substring(collection.length() + 1));
            }
        }
        return new ModelName("models", name);
    }

    /** The generation of a Gemini model ({@code gemini-2.5-pro} is of the second), 0 when the name does not tell. */
    public static int generation(@Nullable String name) {
        Matcher matcher = GENERATION.matcher(name == null ? "" : name);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** Whether it is one of the models that cannot be kept from thinking. */
    public static boolean isPro(@Nullable String name) {
        return name != null && name.contains("-pro");
    }

    /** The last part of the id among the models proper. */
    public ModelName asModel() {
        return new ModelName("models", id.substring(id.lastIndexOf('/') + 1));
    }

    /** The resource's name as a path, the id percent-encoded as one segment. */
    public String inPath() {
        StringBuilder path = new StringBuilder(collection).append('/');
        for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || UNRESERVED.indexOf(c) >= 0;
            path.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return path.toString();
    }

    /** The resource's name as a JSON field has it. */
    public String inJson() {
        return collection + "/" + id;
    }
}
