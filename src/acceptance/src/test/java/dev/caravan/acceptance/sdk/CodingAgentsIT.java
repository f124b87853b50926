package dev.caravan.acceptance.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayWithUpstream;
import dev.caravan.acceptance.gateway.TestLayout;
import dev.caravan.acceptance.upstream.RecordedCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Claude Code and Codex without a terminal. To whatever tools they bring, the upstream answers with two calls of one that they
 * do not have; they tell it so, and get their answer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class CodingAgentsIT {

    private static final String WHOLE_TEXT = "Grüße aus der Karawanserei – 你好 👋";

    private Path agents;
    private GatewayWithUpstream setup;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        Assumptions.assumeFalse(GatewayWithUpstream.direct(), "needs the translation");
        Assumptions.assumeTrue(
                Boolean.getBoolean("caravan.test.agents"),
                "Skipped: the coding agents are 770 MB; -Dcaravan.test.agents=true installs and runs them.");
        agents = NodePackages.installed("agents");
        setup = GatewayWithUpstream.start(GatewayConfig::withEveryDialect);
    }

    @AfterAll
    void stop() {
        if (setup != null) {
            setup.close();
        }
    }

    @BeforeEach
    void forget() {
        setup.upstream().reset();
    }

    @ParameterizedTest
    @CsvSource({"openai/gpt-4o-mini,/v1/chat/completions", "anthropic/claude-sonnet-4-5,/v1/messages"})
    void claude_code_gets_its_answer(String model, String path) throws IOException, InterruptedException {
        Path home = TestLayout.freshDirectory("claude");
        Path claude = agents.resolve("node_modules/@anthropic-ai/claude-code-linux-x64/claude");

        String printed = run(
                home,
                List.of(claude.toString(), "-p", "Hello", "--model", model),
                Map.of(
                        "ANTHROPIC_BASE_URL",
                        setup.gateway().url(),
                        "ANTHROPIC_AUTH_TOKEN",
                        GatewayConfig.APP_KEY,
                        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC",
                        "1",
                        "DISABLE_AUTOUPDATER",
                        "1"));

        assertThat(printed).contains(WHOLE_TEXT);
        assertThatToolsWereAnswered(path);
    }

    @ParameterizedTest
    @CsvSource({
        "openai/gpt-4o-mini,/v1/chat/completions",
        "anthropic/claude-sonnet-4-5,/v1/messages",
        "responses/gpt-4o-mini,/v1/responses"
    })
    void codex_gets_its_answer(String model, String path) throws IOException, InterruptedException {
        Path home = TestLayout.freshDirectory("codex");
        Files.createDirectories(home.resolve(".codex"));
        Files.writeString(
                home.resolve(".codex/config.toml"),
                """
                model = "%s"
                model_provider = "caravan"
                [model_providers.caravan]
                name = "caravan"
                base_url = "%s/v1"
                env_key = "CARAVAN_KEY"
                wire_api = "responses"
                request_max_retries = 0
                stream_max_retries = 0
                """
                        .formatted(model, setup.gateway().url()));
        Path codex = agents.resolve("node_modules/.bin/codex");

        String printed = run(
                home,
                List.of(codex.toString(), "exec", "--skip-git-repo-check", "--sandbox", "read-only", "Hello"),
                Map.of("CARAVAN_KEY", GatewayConfig.APP_KEY));

        assertThat(printed).contains(WHOLE_TEXT);
        assertThatToolsWereAnswered(path);
    }

    private static String run(Path home, List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path work = Files.createDirectories(home.resolve("work"));
        Map<String, String> all = new HashMap<>(environment);
        all.put("HOME", home.toString());
        return new ScriptSuite(work, home.resolve("output.txt")).succeed(command, all);
    }

    private void assertThatToolsWereAnswered(String path) {
        List<RecordedCall> calls = setup.upstream().calls();
        assertThat(calls).extracting(RecordedCall::path).containsOnly(path);
        assertThat(calls.get(0).json().path("tools")).isNotEmpty();
        assertThat(calls.get(calls.size() - 1).bodyText())
                .contains("get_weather")
                .contains("weather2");
    }
}
