package dev.caravan.acceptance.sdk;

import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayWithUpstream;
import dev.caravan.acceptance.gateway.TestLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The Python SDK: the tests in {@code src/acceptance/python}. */
class PythonSdkIT {

    @TestFactory
    Stream<DynamicTest> the_python_sdk_works_through_the_gateway() throws IOException, InterruptedException {
        InstalledTools.requirePython();
        Path sources = TestLayout.root().resolve("src/acceptance/python");
        Path report = TestLayout.target().resolve("python-report.xml");
        Files.deleteIfExists(report);
        ScriptSuite suite = new ScriptSuite(sources, TestLayout.target().resolve("python-output.txt"));
        Path python = environment(suite, "python-venv");

        try (GatewayWithUpstream setup = GatewayWithUpstream.start(GatewayConfig::withEveryDialect)) {
            List<String> command = List.of(python.toString(), "-m", "pytest", "-q", "--junitxml=" + report);
            return suite.test(command, setup, report).stream().map(ReportedTest::asDynamicTest);
        }
    }

    /** A virtual environment with the pinned packages, kept between runs. */
    static Path environment(ScriptSuite suite, String folder) throws IOException, InterruptedException {
        Path home = TestLayout.target().resolve(folder);
        Path python = home.resolve("bin/python");
        if (!Files.isExecutable(python)) {
            suite.prepare(List.of("python3", "-m", "venv", home.toString()));
        }
        suite.prepare(List.of(
                python.toString(),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "-r",
                "requirements.txt"));
        return python;
    }
}
