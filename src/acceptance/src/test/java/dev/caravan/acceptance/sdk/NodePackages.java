package dev.caravan.acceptance.sdk;

import dev.caravan.acceptance.gateway.TestLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Directories below {@code src/acceptance} with a {@code package.json}. */
final class NodePackages {

    private NodePackages() {}

    /** A copy of the directory in the build directory, with what its lock file names; skips the test without Node. */
    static Path installed(String name) throws IOException, InterruptedException {
        InstalledTools.requireNode();
        Path copy = Files.createDirectories(TestLayout.target().resolve(name));
        try (Stream<Path> files = Files.list(TestLayout.root().resolve("src/acceptance/" + name))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        new ScriptSuite(copy, TestLayout.target().resolve(name + "-install.txt"))
                .prepare(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"));
        return copy;
    }
}
