package dev.caravan.gateway.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes configurations into a folder and reads them with a made-up environment. */
final class ConfigFixture {

    static final String ECHO = "providers:\n  echo: {}\n";

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    ConfigFixture(Path folder) {
        this.folder = folder;
    }

    ConfigFixture with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    ConfigDraft read(String yaml) {
        try {
            Path file = Files.writeString(folder.resolve("gateway.yaml"), yaml);
            return new ConfigReader(environment::get).read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The configuration of a text that has no problem. */
    GatewayConfig config(String yaml) {
        return read(yaml).checked();
    }

    /** Each problem as an operator sees it, with the bare file name in front. */
    List<String> problems(String yaml) {
        List<ConfigProblem> problems;
        try {
            problems = read(yaml).problems().all();
        } catch (ConfigException e) {
            problems = e.problems();
        }
        return problems.stream()
                .map(problem -> problem.describe("gateway.yaml"))
                .toList();
    }
}
