package dev.caravan.acceptance.sdk;

import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.gateway.TestLayout;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Sessions of OpenAI's realtime API, and A2A's SDK on both sides: the tests in {@code src/acceptance/sessions}. */
class SessionsSdkIT {

    private static final String CONFIG =
            """
            server: {host: 127.0.0.1, port: 0}
            providers:
              echo: {}
              rt: {plugin: openai, url: "http://127.0.0.1:%d/v1", api-key: "%s", realtime: true}
              down: {plugin: openai, url: "http://127.0.0.1:1/v1", api-key: "%2$s", realtime: true}
            a2a-agents:
              echo: {url: "http://127.0.0.1:%d/"}
            keys:
              - {name: app, key: "${APP_KEY}", role: member}
            """;

    @TestFactory
    Stream<DynamicTest> sessions_and_agents_work_through_the_gateway() throws IOException, InterruptedException {
        // a2a-sdk wants it.
        InstalledTools.requirePython(10);
        Path sources = TestLayout.root().resolve("src/acceptance/sessions");
        Path report = TestLayout.target().resolve("sessions-report.xml");
        Files.deleteIfExists(report);
        ScriptSuite suite = new ScriptSuite(sources, TestLayout.target().resolve("sessions-output.txt"));
        Path python = PythonSdkIT.environment(suite, "sessions-venv");
        int sockets = freePort();
        int agent = freePort();

        try (GatewayProcess gateway = GatewayProcess.launch(
                        CONFIG.formatted(sockets, GatewayConfig.UPSTREAM_KEY, agent))
                .start()) {
            List<String> command = List.of(python.toString(), "-m", "pytest", "-q", "--junitxml=" + report);
            Map<String, String> environment = Map.of(
                    "CARAVAN_URL", gateway.url(),
                    "CARAVAN_KEY", GatewayConfig.APP_KEY,
                    "CARAVAN_SOCKET_PORT", Integer.toString(sockets),
                    "CARAVAN_AGENT_PORT", Integer.toString(agent));
            return suite.test(command, environment, report).stream().map(ReportedTest::asDynamicTest);
        }
    }

    /** One that is free now: the upstreams are programs of another language, and the gateway has to know them first. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
