package dev.caravan.acceptance.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the tests find what they run, and where they may write. */
public final class TestLayout {

    private TestLayout() {}

    /** The repository's root. */
    public static Path root() {
        return Path.of(System.getProperty("caravan.test.root", "../.."))
                .toAbsolutePath()
                .normalize();
    }

    /** The module's build directory. */
    public static Path target() {
        return Path.of(System.getProperty("caravan.test.work", "target"))
                .toAbsolutePath()
                .normalize();
    }

    /** The gateway: {@code -Dcaravan.test.jar}, else what the build has made. */
    public static Path jar() {
        String named = System.getProperty("caravan.test.jar", "");
        Path jar = named.isBlank() ? root().resolve("gateway-app/target/caravan.jar") : Path.of(named);
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is missing; build it first: ./mvnw -DskipTests package");
        }
        return jar;
    }

    /** A new empty directory. */
    public static Path freshDirectory(String name) {
        try {
            Path parent = Files.createDirectories(target().resolve("work"));
            return Files.createTempDirectory(parent, name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A tool of the JDK under test: {@code java}, {@code jcmd}. */
    public static Path jdkTool(String name) {
        String configured = System.getProperty("caravan.test.java", "");
        Path home = Path.of(configured.isBlank() ? System.getProperty("java.home") : configured);
        if (Files.isRegularFile(home)) {
            return home.resolveSibling(name);
        }
        return home.resolve("bin").resolve(name);
    }
}
