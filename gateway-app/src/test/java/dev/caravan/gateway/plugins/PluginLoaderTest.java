package dev.caravan.gateway.plugins;

import static dev.caravan.gateway.plugins.PluginWorkshop.plugin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.caravan.spi.ModelInfo;
import dev.caravan.spi.ProviderPlugin;
import dev.caravan.spi.Settings;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class PluginLoaderTest {

    @TempDir
    Path work;

    @TempDir
    Path folder;

    private final Logger logger = (Logger) LoggerFactory.getLogger(PluginLoader.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listenToTheLog() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    private PluginWorkshop workshop() {
        return new PluginWorkshop(work);
    }

    private Plugins load() {
        return PluginLoader.load(new HostClassLoader(), folder);
    }

    private static List<String> models(Plugins plugins, String name) {
        return plugins.named(name).orElseThrow().create(Settings.of("providers." + name, Map.of())).models().stream()
                .map(ModelInfo::id)
                .toList();
    }

    /** Why the only jar in the folder was skipped. */
    private String reason() {
        try (Plugins plugins = load()) {
            assertThat(plugins.loaded()).isEmpty();
            assertThat(plugins.rejected()).hasSize(1);
            return plugins.rejected().get(0).reason();
        }
    }

    @Test
    void aMissingFolderHasNoJars() {
        try (Plugins plugins = PluginLoader.load(new HostClassLoader(), folder.resolve("nowhere"))) {
            assertThat(plugins.loaded()).isEmpty();
            assertThat(plugins.rejected()).isEmpty();
        }
    }

    @Test
    void aFileInPlaceOfTheFolderIsReported() throws Exception {
        Path file = Files.writeString(folder.resolve("plugins"), "x");

        try (Plugins plugins = PluginLoader.load(new HostClassLoader(), file)) {
            assertThat(plugins.rejected())
                    .containsExactly(new RejectedPlugin(file.toString(), "it is no folder that can be read"));
        }
    }

    @Test
    void pluginsOfTheClassPathComeFirstThenJarsInTheOrderOfTheirNames() throws Exception {
        Path shipped = workshop().plugin("Shipped", "shipped").jar(work.resolve("shipped.jar"));
        workshop().plugin("B", "bee").jar(folder.resolve("20-b.jar"));
        workshop().plugin("A", "zed").jar(folder.resolve("10-a.jar"));
        Files.writeString(folder.resolve("README.txt"), "not a jar");
        Files.createDirectory(folder.resolve("folder.jar"));

        try (HostClassLoader host = new HostClassLoader(shipped);
                Plugins plugins = PluginLoader.load(host, folder)) {
            assertThat(plugins.loaded())
                    .extracting(plugin -> plugin.name() + " from " + plugin.origin())
                    .containsExactly("shipped from class path", "zed from 10-a.jar", "bee from 20-b.jar");
            assertThat(plugins.names()).containsExactly("shipped", "zed", "bee");
            assertThat(plugins.rejected()).isEmpty();
        }
    }

    @Test
    void aJarDoesNotBringThePluginsOfTheHostAlong() throws Exception {
        Path shipped = workshop().plugin("Shipped", "shipped").jar(work.resolve("shipped.jar"));
        workshop().plugin("A", "own").jar(folder.resolve("a.jar"));

        try (HostClassLoader host = new HostClassLoader(shipped);
                Plugins plugins = PluginLoader.load(host, folder)) {
            assertThat(plugins.names()).containsExactly("shipped", "own");
            assertThat(plugins.rejected()).isEmpty();
        }
    }

    @Test
    void twoJarsMayCarryDifferentVersionsOfOneClass() {
        for (String version : List.of("1", "2")) {
            workshop()
                    .source(
                            "Lib",
                            "package outside; class Lib { static String version() { return \"" + version + "\"; } }")
                    .source("Plugin", plugin("Plugin", "v" + version, "return provider(Lib.version());"))
                    .services("outside.Plugin")
                    .jar(folder.resolve("v" + version + ".jar"));
        }

        try (Plugins plugins = load()) {
            assertThat(models(plugins, "v1")).containsExactly("1");
            assertThat(models(plugins, "v2")).containsExactly("2");
        }
    }

    @Test
    void aJarsOwnClassWinsOverTheHostsOfTheSameName() throws Exception {
        Path hostJar = workshop()
                .source("Lib", "package outside; public class Lib { public static String of() { return \"host\"; } }")
                .file("outside/words.txt", "host".getBytes(StandardCharsets.UTF_8))
                .jar(work.resolve("host.jar"));
        String body =
                """
                try (java.io.InputStream in = getClass().getResourceAsStream("/outside/words.txt")) {
                    return provider(Lib.of(), new String(in.readAllBytes()));
                } catch (java.io.IOException e) {
                    throw new IllegalStateException(e);
                }
                """;
        workshop()
                .source("Lib", "package outside; class Lib { static String of() { return \"jar\"; } }")
                .source("Plugin", plugin("Plugin", "mine", body))
                .file("outside/words.txt", "jar".getBytes(StandardCharsets.UTF_8))
                .services("outside.Plugin")
                .jar(folder.resolve("mine.jar"));

        try (HostClassLoader host = new HostClassLoader(hostJar);
                Plugins plugins = PluginLoader.load(host, folder)) {
            assertThat(models(plugins, "mine")).containsExactly("jar", "jar");
        }
    }

    @Test
    void theHostsLibrariesAndResourcesAreInvisibleWhileTheSharedApisAreNot() throws Exception {
        Path hostJar = workshop()
                .source("HostOnly", "package outside; public class HostOnly {}")
                .file("outside/host-only.txt", new byte[] {1})
                .jar(work.resolve("host.jar"));
        String body =
                """
                List<String> seen = new ArrayList<>();
                for (String name : List.of("outside.HostOnly", "org.yaml.snakeyaml.Yaml", "dev.caravan.spi.Secret",
                        "org.slf4j.Logger", "org.jspecify.annotations.Nullable", "java.sql.Driver")) {
                    try {
                        seen.add(Class.forName(name).getSimpleName());
                    } catch (ClassNotFoundException e) {
                        seen.add("-");
                    }
                }
                seen.add(String.valueOf(getClass().getResource("/outside/host-only.txt")));
                return provider(seen.toArray(new String[0]));
                """;
        workshop()
                .source("Plugin", plugin("Plugin", "curious", body))
                .services("outside.Plugin")
                .jar(folder.resolve("curious.jar"));

        try (HostClassLoader host = new HostClassLoader(hostJar);
                Plugins plugins = PluginLoader.load(host, folder)) {
            assertThat(models(plugins, "curious"))
                    .containsExactly("-", "-", "Secret", "Logger", "Nullable", "Driver", "null");
        }
    }

    @Test
    void aCopyOfTheContractInsideAJarIsNotUsed() throws Exception {
        byte[] contract;
        try (var in = ProviderPlugin.class.getResourceAsStream("ProviderPlugin.class")) {
            assertThat(in).isNotNull();
            contract = in.readAllBytes();
        }
        workshop()
                .plugin("Plugin", "fat")
                .file("dev/caravan/spi/ProviderPlugin.class", contract)
                .jar(folder.resolve("fat.jar"));

        try (Plugins plugins = load()) {
            assertThat(plugins.names()).containsExactly("fat");
        }
    }

    @Test
    void librariesOfAPluginFindItsJarByTheContextClassLoader() {
        String look = "String.valueOf(Thread.currentThread().getContextClassLoader() == Plugin.class.getClassLoader())";
        workshop()
                .source(
                        "Plugin",
                        plugin("Plugin", "ctx", "return provider(AT_START, " + look + ");")
                                .replace(
                                        "public String name()",
                                        "static final String AT_START = " + look + ";\n public String name()"))
                .services("outside.Plugin")
                .jar(folder.resolve("ctx.jar"));
        ClassLoader before = Thread.currentThread().getContextClassLoader();

        try (Plugins plugins = load()) {
            assertThat(models(plugins, "ctx")).containsExactly("true", "true");
        }
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    @Test
    void aCorruptJarIsSkippedInOneLineAndTheOneBesideItIsLoaded() throws Exception {
        Files.write(folder.resolve("a-corrupt.jar"), new byte[] {'P', 'K', 3, 4, 0, 0, 1, 2, 3});
        workshop().plugin("Good", "good").jar(folder.resolve("b-good.jar"));

        try (Plugins plugins = load()) {
            assertThat(plugins.names()).containsExactly("good");
            assertThat(plugins.rejected())
                    .singleElement()
                    .satisfies(rejected -> assertThat(rejected.origin()).isEqualTo("a-corrupt.jar"))
                    .satisfies(rejected -> assertThat(rejected.reason()).startsWith("it is no readable jar: "));
        }
        assertThat(log.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage())
                        .startsWith("Skipped plugin a-corrupt.jar: it is no readable jar: ")
                        .doesNotContain("\n"))
                .satisfies(event -> assertThat(event.getThrowableProxy()).isNull());
    }

    @Test
    void aTruncatedJarIsSkipped() throws Exception {
        Path jar = workshop().plugin("Plugin", "cut").jar(folder.resolve("cut.jar"));
        byte[] whole = Files.readAllBytes(jar);
        Files.write(jar, Arrays.copyOf(whole, whole.length / 2));

        assertThat(reason()).startsWith("it is no readable jar: ");
    }

    @Test
    void aJarWithoutAServiceFileIsSkipped() {
        workshop().source("Plugin", plugin("Plugin", "x", "return provider();")).jar(folder.resolve("x.jar"));

        assertThat(reason()).isEqualTo("it has no META-INF/services/dev.caravan.spi.ProviderPlugin");
    }

    @Test
    void aServiceFileThatNamesNothingOrSomethingElseIsSkipped() {
        workshop()
                .source("Other", "package outside; public class Other {}")
                .services("")
                .jar(folder.resolve("x.jar"));
        assertThat(reason()).endsWith("names no class");

        workshop()
                .source("Other", "package outside; public class Other {}")
                .services("outside.Other")
                .jar(folder.resolve("x.jar"));
        assertThat(reason()).contains("outside.Other not a subtype");

        workshop()
                .source("Other", "package outside; public class Other {}")
                .services("outside.Nowhere")
                .jar(folder.resolve("x.jar"));
        assertThat(reason()).contains("outside.Nowhere not found");
    }

    @Test
    void aPluginThatThrowsInItsConstructorIsSkipped() {
        workshop()
                .source(
                        "Plugin",
                        plugin("Plugin", "x", "return provider();")
                                .replace(
                                        "public String name()",
                                        "public Plugin() { throw new IllegalStateException(\"no\\nlicence\"); }\n"
                                                + "public String name()"))
                .services("outside.Plugin")
                .jar(folder.resolve("x.jar"));

        assertThat(reason()).isEqualTo("it failed with IllegalStateException: no licence");
    }

    @Test
    void aPluginThatThrowsInAStaticInitialiserIsSkipped() {
        workshop()
                .source(
                        "Plugin",
                        plugin("Plugin", "x", "return provider();")
                                .replace(
                                        "public String name()",
                                        "static final int N = Integer.parseInt(\"x\");\n public String name()"))
                .services("outside.Plugin")
                .jar(folder.resolve("x.jar"));

        assertThat(reason()).startsWith("it failed with NumberFormatException: ");
    }

    @Test
    void aPluginThatThrowsWhenAskedForItsNameIsSkipped() {
        workshop()
                .source(
                        "Plugin",
                        plugin("Plugin", "x", "return provider();")
                                .replace("return \"x\";", "throw new UnsupportedOperationException();"))
                .services("outside.Plugin")
                .jar(folder.resolve("x.jar"));

        assertThat(reason()).isEqualTo("it failed with UnsupportedOperationException");
    }

    @Test
    void aPluginWithoutAProperNameIsSkipped() {
        workshop().plugin("Plugin", "No Name").jar(folder.resolve("x.jar"));
        assertThat(reason()).startsWith("its plugin's name 'No Name' is not of lower-case letters");

        workshop()
                .source("Plugin", plugin("Plugin", "x", "return provider();").replace("return \"x\";", "return null;"))
                .services("outside.Plugin")
                .jar(folder.resolve("x.jar"));
        assertThat(reason()).startsWith("its plugin's name 'null' is not of lower-case letters");
    }

    @Test
    void aPluginForANewerJavaIsSkipped() {
        Map<String, byte[]> classes = workshop().plugin("Plugin", "x").classes();
        PluginWorkshop jar = workshop().services("outside.Plugin");
        classes.forEach((name, bytes) -> {
            // The class file's major version.
            bytes[6] = 0;
            bytes[7] = (byte) 200;
            jar.file(name, bytes);
        });
        jar.source("Unused", "package outside; class Unused {}").jar(folder.resolve("x.jar"));

        assertThat(reason()).startsWith("it is compiled for a newer Java: ").contains("200.0");
    }

    @Test
    void aPluginThatLacksAClassIsSkipped() {
        Map<String, byte[]> classes = workshop()
                .source("Lib", "package outside; class Lib { static String name() { return \"x\"; } }")
                .source(
                        "Plugin",
                        plugin("Plugin", "x", "return provider();").replace("return \"x\";", "return Lib.name();"))
                .classes();
        PluginWorkshop jar = workshop().services("outside.Plugin");
        classes.forEach((name, bytes) -> {
            if (!name.endsWith("/Lib.class")) {
                jar.file(name, bytes);
            }
        });
        jar.source("Unused", "package outside; class Unused {}").jar(folder.resolve("x.jar"));

        assertThat(reason()).isEqualTo("it lacks a class: outside.Lib");
    }

    @Test
    void aNameThatIsTakenByTheClassPathIsNotTakenAgain() throws Exception {
        Path shipped = workshop().plugin("Shipped", "same").jar(work.resolve("shipped.jar"));
        workshop().plugin("A", "same").jar(folder.resolve("a.jar"));

        try (HostClassLoader host = new HostClassLoader(shipped);
                Plugins plugins = PluginLoader.load(host, folder)) {
            assertThat(plugins.loaded()).extracting(LoadedPlugin::origin).containsExactly("class path");
            assertThat(plugins.rejected())
                    .containsExactly(
                            new RejectedPlugin("a.jar", "the plugin name 'same' is already taken by class path"));
        }
    }

    @Test
    void aPluginsPresetsAreFoundWithTheirSettings() {
        workshop()
                .source("Plugin", presets("Plugin", "web", "Map.of(\"cloud\", Map.of(\"url\", \"https://c\"))"))
                .services("outside.Plugin")
                .jar(folder.resolve("x.jar"));

        try (Plugins plugins = load()) {
            assertThat(plugins.names()).containsExactly("web");
            assertThat(plugins.presetNames()).containsExactly("cloud");
            assertThat(plugins.choice("cloud").orElseThrow().plugin().name()).isEqualTo("web");
            assertThat(plugins.choice("cloud").orElseThrow().preset()).isEqualTo(Map.of("url", "https://c"));
            assertThat(plugins.choice("web").orElseThrow().preset()).isEmpty();
            assertThat(plugins.choice("clouds")).isEmpty();
        }
    }

    @Test
    void pluginsAndPresetsShareTheirNames() {
        workshop().plugin("Plugin", "one").jar(folder.resolve("1.jar"));
        workshop()
                .source("Plugin", presets("Plugin", "two", "Map.of(\"one\", Map.of())"))
                .services("outside.Plugin")
                .jar(folder.resolve("2.jar"));
        workshop()
                .source("Plugin", presets("Plugin", "three", "Map.of(\"four\", Map.of())"))
                .services("outside.Plugin")
                .jar(folder.resolve("3.jar"));
        workshop().plugin("Plugin", "four").jar(folder.resolve("4.jar"));
        workshop()
                .source("Plugin", presets("Plugin", "five", "Map.of(\"five\", Map.of())"))
                .services("outside.Plugin")
                .jar(folder.resolve("5.jar"));

        try (Plugins plugins = load()) {
            assertThat(plugins.names()).containsExactly("one", "three");
            assertThat(plugins.presetNames()).containsExactly("four");
            assertThat(plugins.rejected())
                    .containsExactly(
                            new RejectedPlugin("2.jar", "the preset name 'one' is already taken by 1.jar"),
                            new RejectedPlugin("4.jar", "the plugin name 'four' is already taken by 3.jar"),
                            new RejectedPlugin("5.jar", "the preset name 'five' is already taken by the same jar"));
        }
    }

    @Test
    void aPresetWithoutAProperNameMakesItsJarUnusable() {
        workshop()
                .source("Plugin", presets("Plugin", "web", "Map.of(\"No Name\", Map.of())"))
                .services("outside.Plugin")
                .jar(folder.resolve("x.jar"));

        assertThat(reason()).startsWith("its preset's name 'No Name' is not of lower-case letters");
    }

    @Test
    void aPluginThatThrowsWhenAskedForItsPresetsIsSkipped() {
        workshop()
                .source("Plugin", presets("Plugin", "web", "Map.of(\"a\", Map.of(), \"a\", Map.of())"))
                .services("outside.Plugin")
                .jar(folder.resolve("x.jar"));

        assertThat(reason()).startsWith("it failed with IllegalArgumentException: duplicate key");
    }

    private static String presets(String className, String name, String presets) {
        return plugin(className, name, "return provider();")
                .replace(
                        "public String name()",
                        "public Map<String, Map<String, Object>> presets() { return " + presets
                                + "; }\n public String name()");
    }

    @Test
    void aJarWithSeveralPluginsIsLoadedAsAWholeOrNotAtAll() {
        workshop().plugin("Plugin", "one").jar(folder.resolve("1.jar"));
        workshop()
                .source("One", plugin("One", "one", "return provider();"))
                .source("Two", plugin("Two", "two", "return provider();"))
                .services("outside.Two", "outside.One")
                .jar(folder.resolve("2.jar"));
        workshop()
                .source("Three", plugin("Three", "three", "return provider();"))
                .source("Four", plugin("Four", "four", "return provider();"))
                .services("outside.Three", "outside.Four")
                .jar(folder.resolve("3.jar"));

        try (Plugins plugins = load()) {
            assertThat(plugins.names()).containsExactly("one", "three", "four");
            assertThat(plugins.rejected())
                    .containsExactly(new RejectedPlugin("2.jar", "the plugin name 'one' is already taken by 1.jar"));
        }
    }

    @Test
    void aBrokenPluginOnTheClassPathDoesNotHideTheOthers() throws Exception {
        Path shipped = workshop()
                .source("Good", plugin("Good", "good", "return provider();"))
                .services("outside.Nowhere", "outside.Good")
                .jar(work.resolve("shipped.jar"));

        try (HostClassLoader host = new HostClassLoader(shipped);
                Plugins plugins = PluginLoader.load(host, folder)) {
            assertThat(plugins.names()).containsExactly("good");
            assertThat(plugins.rejected()).extracting(RejectedPlugin::origin).containsExactly("class path");
        }
    }

    @Test
    void closingReleasesTheJars() throws Exception {
        workshop()
                .source("Late", "package outside; class Late {}")
                .source("Plugin", plugin("Plugin", "x", "return provider(Late.class.getName());"))
                .services("outside.Plugin")
                .jar(folder.resolve("x.jar"));
        Plugins plugins = load();
        ClassLoader loader =
                plugins.named("x").orElseThrow().plugin().getClass().getClassLoader();

        plugins.close();

        assertThat(loader).isInstanceOf(URLClassLoader.class);
        assertThatThrownBy(() -> loader.loadClass("outside.Late")).isInstanceOf(ClassNotFoundException.class);
    }
}
