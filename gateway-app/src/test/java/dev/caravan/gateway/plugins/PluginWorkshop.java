package dev.caravan.gateway.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.ProviderPlugin;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles plugins while a test runs and packs them into jars, as an outsider's build would. */
final class PluginWorkshop {

    private static final String SERVICE_FILE = "META-INF/services/" + ProviderPlugin.class.getName();

    private final Path work;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    /** @param work a folder for intermediate files; not the plugin folder */
    PluginWorkshop(Path work) {
        this.work = work;
    }

    /**
     * The source of a plugin in package {@code outside}; its {@code create} may end in
     * {@code return provider("model");}.
     */
    static String plugin(String className, String name, String createBody) {
        return """
                package outside;

                import dev.caravan.spi.*;
                import java.util.*;
                import java.util.stream.Stream;

                public class %s implements ProviderPlugin {
                    public String name() {
                        return "%s";
                    }

                    public Provider create(Settings settings) {
                        %s
                    }

                    static Provider provider(String... models) {
                        return new Provider() {
                            public Set<Operation> operations() {
                                return Set.of();
                            }

                            public boolean hasCredentials() {
                                return true;
                            }

                            public Upstream prepare(ProviderRequest request) {
                                throw new UnsupportedOperationException();
                            }

                            public List<ModelInfo> models() {
                                return Stream.of(models).map(id -> new ModelInfo(id, 0, "test")).toList();
                            }
                        };
                    }
                }
                """
                .formatted(className, name, createBody);
    }

    PluginWorkshop source(String className, String source) {
        sources.put(className, source);
        return this;
    }

    PluginWorkshop file(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    PluginWorkshop services(String... classNames) {
        return file(SERVICE_FILE, String.join("\n", classNames).getBytes(StandardCharsets.UTF_8));
    }

    /** A plugin in a class of package {@code outside}, with its service file. */
    PluginWorkshop plugin(String className, String name) {
        return source(className, plugin(className, name, "return provider();")).services("outside." + className);
    }

    /** Compiles the sources; the class files by their names in the jar. */
    Map<String, byte[]> classes() {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((name, source) -> units.add(new Source(name, source)));
        try {
            Path output = Files.createTempDirectory(work, "classes");
            List<String> options = List.of("--release", "17", "-proc:none", "-cp", contract(), "-d", output.toString());
            boolean compiled =
                    compiler.getTask(null, null, null, options, null, units).call();
            assertThat(compiled).as("the test's own sources compile").isTrue();
            Map<String, byte[]> classes = new LinkedHashMap<>();
            try (Stream<Path> paths = Files.walk(output)) {
                for (Path path : paths.filter(Files::isRegularFile).toList()) {
                    classes.put(output.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
                }
            }
            return classes;
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** Compiles and packs everything. */
    Path jar(Path jar) {
        Map<String, byte[]> entries = new LinkedHashMap<>(classes());
        entries.putAll(files);
        try {
            Files.createDirectories(jar.getParent());
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
                for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                    out.putNextEntry(new JarEntry(entry.getKey()));
                    out.write(entry.getValue());
                    out.closeEntry();
                }
            }
            return jar;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The SPI, and the JSON trees that are part of it. */
    private static String contract() throws URISyntaxException {
        List<String> paths = new ArrayList<>();
        for (Class<?> type : List.of(ProviderPlugin.class, JsonNode.class, JsonParser.class)) {
            URI place = type.getProtectionDomain().getCodeSource().getLocation().toURI();
            paths.add(Path.of(place).toString());
        }
        return String.join(File.pathSeparator, paths);
    }

    private static final class Source extends SimpleJavaFileObject {

        private final String text;

        Source(String className, String text) {
            super(URI.create("string:///outside/" + className + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
