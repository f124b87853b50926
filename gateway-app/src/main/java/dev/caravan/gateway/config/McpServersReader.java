package dev.caravan.gateway.config;

import dev.caravan.gateway.config.McpServerConfig.Http;
import dev.caravan.gateway.config.McpServerConfig.Program;
import dev.caravan.gateway.config.McpServerConfig.Transport;
import dev.caravan.processors.agents.ToolNames;
import dev.caravan.spi.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads {@code mcp-servers}. */
final class McpServersReader {

    private static final String KEY = "mcp-servers";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,31}");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ConfigSource source;
    private final ConfigProblems problems;

    McpServersReader(ConfigSource source, ConfigProblems problems) {
        this.source = source;
        this.problems = problems;
    }

    /** In the order of the file. */
    List<McpServerConfig> read(Settings root) {
        Section section = new Section(root, problems).section(KEY);
        List<McpServerConfig> servers = new ArrayList<>();
        for (String name : source.keysOf(KEY)) {
            if (!NAME.matcher(name).matches() || name.contains(ToolNames.BETWEEN)) {
                section.refuse(
                        name,
                        "is no server's name",
                        "Use letters, digits, '-' and '_', 32 at most, and no two '_' in a row");
            }
            try (Section own = section.section(name)) {
                servers.add(new McpServerConfig(
                        name,
                        transport(own),
                        own.duration("timeout", PATIENCE),
                        own.texts("tools"),
                        own.flag("required", false),
                        own.flag("enabled", true),
                        own.flag("expose", true),
                        own.texts("projects")));
            }
        }
        return List.copyOf(servers);
    }

    private static Transport transport(Section section) {
        String word = section.text("transport").orElse("");
        return switch (word) {
            case "streamable-http" -> http(section, false);
            case "sse" -> http(section, true);
            case "stdio" -> program(section);
            default -> {
                section.refuse(
                        "transport",
                        word.isEmpty() ? "is missing" : "'" + word + "' is none",
                        "Write streamable-http, sse or stdio");
                yield new Program("", List.of(), Map.of());
            }
        };
    }

    private static Transport http(Section section, boolean isSse) {
        String text = section.text("url").orElse("");
        URI url = HttpUrl.of(text);
        if (url == null) {
            section.refuse(
                    "url",
                    text.isEmpty() ? "is missing" : "is no URL of HTTP",
                    "Write one such as http://127.0.0.1:3001/mcp");
        }
        return new Http(url == null ? URI.create("http://invalid") : url, SentHeaders.read(section), isSse);
    }

    private static Transport program(Section section) {
        String command = section.text("command").orElse("");
        if (command.isEmpty()) {
            section.refuse("command", "is missing", "Write the program, such as npx, and its arguments in args");
        }
        return new Program(command, section.texts("args"), section.textMap("env"));
    }
}
