package dev.caravan.gateway.config;

import dev.caravan.spi.Settings;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads {@code default-provider}: who serves paths that the gateway has no route for. */
final class DefaultProviderReader {

    private static final String KEY = "default-provider";

    private DefaultProviderReader() {}

    /** @param providers the names of the configured providers */
    static @Nullable String read(Settings root, ConfigProblems problems, Set<String> providers) {
        String name =
                problems.read(() -> root.text(KEY)).flatMap(Function.identity()).orElse(null);
        if (name != null && !providers.contains(name)) {
            problems.add(root.invalid(
                    KEY,
                    "'" + name + "' is no configured provider",
                    Nearest.hint(name, providers) + "Known: " + String.join(", ", providers)));
        }
        return name;
    }
}
