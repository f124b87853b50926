package dev.caravan.acceptance.sdk;

import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.gateway.TestLayout;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Sessions of OpenAI's realtime API, and A2A's SDKs on both sides: the one of the version 0.3 with the tests in {@code
 * src/acceptance/sessions}, the one of 1.0 with those in {@code src/acceptance/a2a}.
 */
class SessionsSdkIT {

    private static final String CONFIG =
            """
            server: {host: 127.0.0.1, port: 0}
            providers:
              echo: {}
              rt: {plugin: openai, url: "http://127.0.0.1:%d/v1", api-key: "%s", realtime: true}
              down: {plugin: openai, url: "http://127.0.0.1:1/v1", api-key: "%2$s", realtime: true}
            a2a-agents:
              echo: {url: "http://127.0.0.1:%3$d/"}
              current: {url: "http://127.0.0.1:%4$d/"}
              both: {url: "http://127.0.0.1:%4$d/both/"}
              down: {url: "http://127.0.0.1:1/"}
            keys:
              - {name: app, key: "${APP_KEY}", role: member}
            """;

    @TestFactory
    Stream<DynamicTest> sessions_and_agents_work_through_the_gateway() throws IOException, InterruptedException {
        // a2a-sdk wants it.
        InstalledTools.requirePython(10);
        ScriptSuite sessions = suite("sessions");
        ScriptSuite a2a = suite("a2a");
        Path python = PythonSdkIT.environment(sessions, "sessions-venv");
        Path packages = packages(a2a, python);
        int sockets = freePort();
        int former = freePort();
        int current = freePort();

        try (GatewayProcess gateway = GatewayProcess.launch(
                        CONFIG.formatted(sockets, GatewayConfig.UPSTREAM_KEY, former, current))
                .start()) {
            Map<String, String> environment = Map.of(
                    "CARAVAN_URL", gateway.url(),
                    "CARAVAN_KEY", GatewayConfig.APP_KEY,
                    "CARAVAN_SOCKET_PORT", Integer.toString(sockets),
                    "CARAVAN_AGENT_PORT", Integer.toString(former));
            Map<String, String> newer = new HashMap<>(environment);
            newer.put("CARAVAN_AGENT_PORT", Integer.toString(current));
            newer.put("PYTHONPATH", packages + File.pathSeparator + source("sessions"));
            return Stream.concat(run(sessions, "sessions", python, environment), run(a2a, "a2a", python, newer));
        }
    }

    private static ScriptSuite suite(String name) throws IOException {
        return new ScriptSuite(source(name), TestLayout.target().resolve(name + "-output.txt"));
    }

    private static Path source(String name) {
        return TestLayout.root().resolve("src/acceptance/" + name);
    }

    /** The newer SDK has the older one's name: it is in a directory of its own, which Python looks into first. */
    private static Path packages(ScriptSuite suite, Path python) throws IOException, InterruptedException {
        Path home = TestLayout.target().resolve("a2a-packages");
        suite.prepare(List.of(
                python.toString(),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--upgrade",
                "--no-deps",
                "--target",
                home.toString(),
                "-r",
                "requirements.txt"));
        return home;
    }

    private static Stream<DynamicTest> run(ScriptSuite suite, String name, Path python, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path report = TestLayout.target().resolve(name + "-report.xml");
        Files.deleteIfExists(report);
        List<String> command = List.of(python.toString(), "-m", "pytest", "-q", "--junitxml=" + report);
        return suite.test(command, environment, report).stream().map(ReportedTest::asDynamicTest);
    }

    /** One that is free now: the upstreams are programs of another language, and the gateway has to know them first. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
