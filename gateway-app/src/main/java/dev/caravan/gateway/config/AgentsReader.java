package dev.caravan.gateway.config;

import dev.caravan.processors.agents.Agent;
import dev.caravan.processors.agents.Agent.Rules;
import dev.caravan.spi.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads {@code agents}. */
final class AgentsReader {

    private static final String KEY = "agents";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int MOST_ITERATIONS = 1_000;
    private static final int MOST_OUTPUT = 10_000_000;

    private final ConfigSource source;
    private final ConfigProblems problems;
    private final AliasesReader targets;
    private final Map<String, McpServerConfig> servers;

    /** @param targets reads who serves an agent */
    AgentsReader(ConfigSource source, ConfigProblems problems, AliasesReader targets, List<McpServerConfig> servers) {
        this.source = source;
        this.problems = problems;
        this.targets = targets;
        this.servers = servers.stream().collect(Collectors.toMap(McpServerConfig::name, server -> server));
    }

    /**
     * @param providers the names of the configured providers
     * @param aliases the configured aliases, of which an agent may use one, but not its name
     */
    List<AgentConfig> read(Settings root, Set<String> providers, Map<String, AliasConfig> aliases) {
        Settings section = problems.read(() -> root.section(KEY)).orElse(Settings.of(KEY, Map.of()));
        List<AgentConfig> agents = new ArrayList<>();
        for (String name : source.keysOf(KEY)) {
            if (!NAME.matcher(name).matches()) {
                problems.add(
                        KEY + "." + name, "is no agent's name", "Use letters, digits, '.', '-' and '_', 64 at most");
            } else if (aliases.containsKey(name)) {
                problems.add(KEY + "." + name, "is the name of an alias", "Name one of them otherwise");
            }
            problems.read(() -> section.section(name)).ifPresent(settings -> read(name, settings, providers, aliases)
                    .ifPresent(agents::add));
        }
        return List.copyOf(agents);
    }

    private Optional<AgentConfig> read(
            String name, Settings settings, Set<String> providers, Map<String, AliasConfig> aliases) {
        Section section = new Section(settings, problems);
        String system = section.text("system").orElse(null);
        List<String> used = servers(section);
        Rules usual = Rules.DEFAULT;
        Rules rules = new Rules(
                section.integer("max-iterations", usual.maxIterations(), 1, MOST_ITERATIONS),
                section.duration("tool-timeout", usual.toolTimeout()),
                section.integer("max-tool-output", usual.maxToolOutput(), 1, MOST_OUTPUT),
                section.duration("total-time", usual.totalTime()),
                section.choice("on-failure", Agent.OnFailure.class, usual.onFailure()));
        return problems.read(() -> targets.ofAgent(settings, providers, aliases))
                .map(alias -> new AgentConfig(name, alias, system, used, rules));
    }

    /** Those that are disabled are left out. */
    private List<String> servers(Section section) {
        List<String> used = new ArrayList<>();
        for (String name : section.texts("mcp-servers")) {
            McpServerConfig server = servers.get(name);
            if (server == null) {
                section.refuse(
                        "mcp-servers",
                        "'" + name + "' is no configured server",
                        Nearest.hint(name, servers.keySet()) + "Known: " + String.join(", ", servers.keySet()));
            } else if (server.enabled() && !used.contains(name)) {
                used.add(name);
            }
        }
        return used;
    }
}
