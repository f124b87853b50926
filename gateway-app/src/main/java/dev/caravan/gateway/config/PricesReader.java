package dev.caravan.gateway.config;

import dev.caravan.spi.Settings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code prices}: which files say what models cost. */
final class PricesReader {

    private static final String KEY = "prices";
    private static final String DEFAULT_FILE = "prices.yaml";
    private static final String FIX =
            "Write the path of a price list; a relative one starts from the configuration's folder";

    private final ConfigSource source;
    private final ConfigProblems problems;
    private final Path folder;

    /** @param folder what relative paths start from */
    PricesReader(ConfigSource source, ConfigProblems problems, Path folder) {
        this.source = source;
        this.problems = problems;
        this.folder = folder;
    }

    /** The files in order; without the key it is {@code prices.yaml} beside the configuration, if there is one. */
    List<Path> read(Settings root) {
        List<String> names = problems.read(() -> root.texts(KEY)).orElse(List.of());
        if (!source.has(KEY)) {
            Path usual = folder.resolve(DEFAULT_FILE);
            return Files.isRegularFile(usual) ? List.of(usual) : List.of();
        }
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String key = source.has(KEY + "[" + i + "]") ? KEY + "[" + i + "]" : KEY;
            file(root, key, names.get(i), files);
        }
        return List.copyOf(files);
    }

    private void file(Settings root, String key, String name, List<Path> files) {
        try {
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                problems.add(root.invalid(key, "'" + name + "' is no file that can be read", FIX));
            }
            files.add(file);
        } catch (InvalidPathException e) {
            problems.add(root.invalid(key, "'" + name + "' is no path", FIX));
        }
    }
}
