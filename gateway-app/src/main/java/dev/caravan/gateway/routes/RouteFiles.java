package dev.caravan.gateway.routes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Reads route files: those that come with the gateway, and those of the operator's folder. Blocks. */
public final class RouteFiles {

    private static final String SHIPPED = "classpath*:dev/caravan/routes/*.yaml";

    private final ClassLoader host;
    private final Path folder;

    /**
     * @param host sees the shipped files
     * @param folder the operator's files; may be missing
     */
    public RouteFiles(ClassLoader host, Path folder) {
        this.host = host;
        this.folder = folder;
    }

    /** The files that come with the gateway, sorted by name. */
    public List<RouteFile> shipped() {
        try {
            List<RouteFile> files = new ArrayList<>();
            for (Resource resource : new PathMatchingResourcePatternResolver(host).getResources(SHIPPED)) {
                try (InputStream in = resource.getInputStream()) {
                    String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    String name = String.valueOf(resource.getFilename());
                    files.add(new RouteFile(name, "shipped " + name, yaml, true));
                }
            }
            files.sort(Comparator.comparing(RouteFile::name));
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The operator's files, sorted by name. A file that vanishes or cannot be read meanwhile is left out. */
    public List<RouteFile> own() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(folder)) {
            List<RouteFile> files = new ArrayList<>();
            for (Path path : paths.filter(RouteFiles::isYaml).sorted().toList()) {
                files.add(new RouteFile(path.getFileName().toString(), path.toString(), Files.readString(path), false));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isYaml(Path path) {
        String name = path.getFileName().toString();
        return (name.endsWith(".yaml") || name.endsWith(".yml")) && Files.isRegularFile(path);
    }
}
