package dev.caravan.gateway.pricing;

import dev.caravan.gateway.config.ConfigException;
import dev.caravan.processors.pricing.ModelRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes price lists into a folder and reads them. */
final class PriceFixture {

    private final Path folder;

    PriceFixture(Path folder) {
        this.folder = folder;
    }

    /** The registry of these lists, the first of which wins. */
    ModelRegistry registry(String... contents) {
        List<Path> files = new ArrayList<>();
        for (String content : contents) {
            files.add(write("list-" + files.size(), content));
        }
        return PriceFiles.read(files);
    }

    /** Each problem of a list as an operator sees it, with the bare file name in front. */
    List<String> problems(String content) {
        try {
            PriceFiles.read(List.of(write("prices", content)));
            return List.of();
        } catch (ConfigException e) {
            return e.problems().stream()
                    .map(problem -> problem.describe("prices"))
                    .toList();
        }
    }

    private Path write(String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
