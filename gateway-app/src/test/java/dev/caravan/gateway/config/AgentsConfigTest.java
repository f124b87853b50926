package dev.caravan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.gateway.config.AliasConfig.TargetConfig;
import dev.caravan.gateway.config.McpServerConfig.Http;
import dev.caravan.gateway.config.McpServerConfig.Program;
import dev.caravan.processors.agents.Agent;
import dev.caravan.processors.agents.Agent.Rules;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentsConfigTest {

    private static final String PROVIDERS = "providers: {openai: {}, anthropic: {}}\n";

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void startWithAnEnvironment() {
        file = new ConfigFixture(folder).with("TOKEN", "s3cret-token");
    }

    @Test
    void serversAreReachedOverHttpOrAreProgramsOfTheGatewaysOwn() {
        List<McpServerConfig> servers = file.config(
                        PROVIDERS
                                + """
                        mcp-servers:
                          docs: {transport: streamable-http, url: "https://docs.example.com/mcp?v=1", headers: {authorization: "Bearer ${TOKEN}"}, required: true}
                          old: {transport: sse, url: "http://127.0.0.1:3001/sse", timeout: 5s, tools: [read_*], enabled: false}
                          files: {transport: stdio, command: npx, args: [-y, server, /data], env: {TOKEN: "${TOKEN}"}, expose: false, projects: [shop]}
                        """)
                .mcpServers();

        assertThat(servers)
                .containsExactly(
                        new McpServerConfig(
                                "docs",
                                new Http(
                                        URI.create("https://docs.example.com/mcp?v=1"),
                                        Map.of("authorization", "Bearer s3cret-token"),
                                        false),
                                Duration.ofSeconds(60),
                                List.of(),
                                true,
                                true,
                                true,
                                List.of()),
                        new McpServerConfig(
                                "old",
                                new Http(URI.create("http://127.0.0.1:3001/sse"), Map.of(), true),
                                Duration.ofSeconds(5),
                                List.of("read_*"),
                                false,
                                false,
                                true,
                                List.of()),
                        new McpServerConfig(
                                "files",
                                new Program("npx", List.of("-y", "server", "/data"), Map.of("TOKEN", "s3cret-token")),
                                Duration.ofSeconds(60),
                                List.of(),
                                false,
                                true,
                                false,
                                List.of("shop")));
        assertThat(servers.toString()).doesNotContain("s3cret-token");
    }

    @Test
    void agentsHaveTargetsInstructionsToolsAndRules() {
        GatewayConfig config = file.config(
                PROVIDERS
                        + """
                aliases: {fast: openai/gpt-4o-mini}
                mcp-servers:
                  docs: {transport: sse, url: "http://127.0.0.1:1/"}
                  off: {transport: sse, url: "http://127.0.0.1:1/", enabled: false}
                agents:
                  plain: {model: openai/gpt-4o}
                  quick: {model: fast}
                  whole:
                    targets: [openai/gpt-4o, anthropic/claude]
                    retries: 1
                    system: Be brief.
                    mcp-servers: [docs, off]
                    max-iterations: 3
                    tool-timeout: 2s
                    max-tool-output: 100
                    total-time: 1m
                    on-failure: end
                """);

        assertThat(config.agents()).extracting(AgentConfig::name).containsExactly("plain", "quick", "whole");
        assertThat(config.agents().get(0))
                .isEqualTo(new AgentConfig(
                        "plain",
                        AliasConfig.of(new TargetConfig("openai", "gpt-4o", 1)),
                        null,
                        List.of(),
                        Rules.DEFAULT));
        assertThat(config.agents().get(1).targets()).isEqualTo(config.aliases().get("fast"));
        AgentConfig whole = config.agents().get(2);
        assertThat(whole.targets().targets()).hasSize(2);
        assertThat(whole.targets().retries()).isEqualTo(1);
        assertThat(whole.system()).isEqualTo("Be brief.");
        assertThat(whole.servers()).containsExactly("docs");
        assertThat(whole.rules())
                .isEqualTo(new Rules(3, Duration.ofSeconds(2), 100, Duration.ofMinutes(1), Agent.OnFailure.END));
    }

    @Test
    void whatIsWrongIsTold() {
        assertThat(
                        file.problems(
                                PROVIDERS
                                        + """
                        aliases: {fast: openai/gpt-4o-mini}
                        mcp-servers:
                          a__b: {transport: stdio, command: x}
                          none: {}
                          bad: {transport: streamable-http, url: "ftp://x", headers: {Host: y}}
                          empty: {transport: stdio, colour: red}
                        agents:
                          fast: {model: openai/gpt-4o}
                          lost: {model: nobody/x, mcp-servers: [nowhere]}
                          odd: {targets: [openai/x], max-iterations: 0, flavour: sweet}
                        """))
                .anyMatch(problem -> problem.contains("a__b: is no server's name"))
                .anyMatch(problem -> problem.contains("none.transport: is missing"))
                .anyMatch(problem -> problem.contains("bad.url: is no URL of HTTP"))
                .anyMatch(problem -> problem.contains("bad.headers.Host: is no header that can be set"))
                .anyMatch(problem -> problem.contains("empty.command: is missing"))
                .anyMatch(problem -> problem.contains("empty.colour"))
                .anyMatch(problem -> problem.contains("agents.fast: is the name of an alias"))
                .anyMatch(problem -> problem.contains("agents.lost.model: 'nobody' is no configured provider"))
                .anyMatch(problem -> problem.contains("agents.lost.mcp-servers: 'nowhere' is no configured server"))
                .anyMatch(problem -> problem.contains("agents.odd.max-iterations"))
                .anyMatch(problem -> problem.contains("agents.odd.flavour"));
    }
}
