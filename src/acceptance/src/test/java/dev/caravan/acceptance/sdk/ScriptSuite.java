package dev.caravan.acceptance.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayWithUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs of another language in one directory and keeps what they print. */
final class ScriptSuite {

    private static final long PATIENCE_MINUTES = 5;

    /** Everything under test is on this machine; only what is installed may come through a proxy. */
    private static final List<String> PROXIES =
            List.of("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy");

    /** What the clients under test would read of the machine's environment. */
    private static final List<String> CLIENT_SETTINGS = List.of(
            "OPENAI_", "ANTHROPIC_", "GEMINI_", "GOOGLE_", "OLLAMA_", "LANGCHAIN_", "LANGSMITH_", "CLAUDE", "CODEX_");

    private final Path directory;
    private final Path output;

    ScriptSuite(Path directory, Path output) {
        this.directory = directory;
        this.output = output;
    }

    /** Runs a command that must succeed; it may use the network. */
    void prepare(List<String> command) throws IOException, InterruptedException {
        succeed(command, Map.of());
    }

    /**
     * Runs a command that must succeed.
     *
     * @param environment when it is not empty, the command is one under test and goes by no proxy
     * @return what it printed
     */
    String succeed(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        int exit = run(command, environment);
        String printed = Files.readString(output);
        assertThat(exit).as("%s\n%s", String.join(" ", command), printed).isZero();
        return printed;
    }

    /** Runs tests against the setup; they tell their results by a JUnit report. */
    List<ReportedTest> test(List<String> command, GatewayWithUpstream setup, Path report)
            throws IOException, InterruptedException {
        return test(
                command,
                Map.of(
                        "CARAVAN_BASE_URLS",
                        String.join(",", setup.baseUrls()),
                        "CARAVAN_UPSTREAM",
                        setup.upstream().url(),
                        "CARAVAN_KEY",
                        GatewayConfig.APP_KEY,
                        "CARAVAN_READ_ONLY_KEY",
                        GatewayConfig.AUDITOR_KEY,
                        "CARAVAN_DIRECT",
                        GatewayWithUpstream.direct() ? "1" : "0"),
                report);
    }

    /** Runs tests that are told everything by their environment. */
    List<ReportedTest> test(List<String> command, Map<String, String> environment, Path report)
            throws IOException, InterruptedException {
        run(command, environment);
        assertThat(report).as(Files.readString(output)).exists();
        List<ReportedTest> tests = ReportedTest.readFrom(report);
        assertThat(tests).as(Files.readString(output)).isNotEmpty();
        return tests;
    }

    private int run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> inherited = builder.environment();
        if (!environment.isEmpty()) {
            PROXIES.forEach(inherited::remove);
        }
        inherited.put("PYTHONDONTWRITEBYTECODE", "1");
        inherited.keySet().removeIf(name -> CLIENT_SETTINGS.stream().anyMatch(name::startsWith));
        inherited.putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + " did not end in " + PATIENCE_MINUTES + " minutes:\n"
                    + Files.readString(output, StandardCharsets.UTF_8));
        }
        return process.exitValue();
    }
}
