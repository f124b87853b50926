package dev.caravan.acceptance.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.acceptance.gateway.TestLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Builds the sample plugin as somebody outside of the project would: from a copy of its folder, with the SPI and the test kit
 * from a local repository. That repository is one of the build directory, with the user's own behind it.
 */
final class OutsiderBuild {

    private static final String VERSION = "0.1.0-SNAPSHOT";

    private OutsiderBuild() {}

    /** Returns the plugin's jar. */
    static Path samplePlugin() throws IOException, InterruptedException {
        Path folder = copy(TestLayout.root().resolve("src/sample-plugin"));
        Path repository = publishedArtifacts();
        Path output = folder.resolve("build.log");
        Process maven = new ProcessBuilder(
                        TestLayout.root().resolve("mvnw").toString(),
                        "-q",
                        "-B",
                        "-f",
                        folder.resolve("pom.xml").toString(),
                        "-Dmaven.repo.local=" + repository,
                        "-Dmaven.repo.local.tail=" + System.getProperty("caravan.test.local-repository"),
                        "package")
                .directory(TestLayout.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = maven.waitFor(5, TimeUnit.MINUTES);
        if (!ended) {
            maven.destroyForcibly();
        }
        assertThat(ended && maven.exitValue() == 0).as(Files.readString(output)).isTrue();
        return folder.resolve("target/caravan-shout.jar");
    }

    /** What the project would publish for authors of plugins, laid out as Maven does. */
    private static Path publishedArtifacts() throws IOException {
        Path repository = TestLayout.target().resolve("published");
        publish(repository, "caravan-parent", "");
        publish(repository, "provider-plugins", "provider-plugins");
        publish(repository, "gateway-spi", "provider-plugins/gateway-spi");
        publish(repository, "plugin-testkit", "provider-plugins/plugin-testkit");
        return repository;
    }

    private static void publish(Path repository, String artifact, String module) throws IOException {
        Path source = TestLayout.root().resolve(module);
        Path place = Files.createDirectories(
                repository.resolve("dev/caravan").resolve(artifact).resolve(VERSION));
        String name = artifact + "-" + VERSION;
        Files.copy(source.resolve("pom.xml"), place.resolve(name + ".pom"), StandardCopyOption.REPLACE_EXISTING);
        Path jar = source.resolve("target").resolve(name + ".jar");
        if (Files.exists(jar)) {
            Files.copy(jar, place.resolve(name + ".jar"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Path copy(Path from) throws IOException {
        Path to = TestLayout.freshDirectory("sample-plugin");
        Path built = from.resolve("target");
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(file -> !file.startsWith(built) && !file.equals(from))
                    .toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
        return to;
    }
}
