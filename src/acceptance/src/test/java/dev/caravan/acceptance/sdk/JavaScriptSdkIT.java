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

/** The JavaScript SDK: the tests in {@code src/acceptance/javascript}, run from a copy in the build directory. */
class JavaScriptSdkIT {

    @TestFactory
    Stream<DynamicTest> the_javascript_sdk_works_through_the_gateway() throws IOException, InterruptedException {
        Path copy = NodePackages.installed("javascript");
        Path report = TestLayout.target().resolve("javascript-report.xml");
        Files.deleteIfExists(report);
        ScriptSuite suite = new ScriptSuite(copy, TestLayout.target().resolve("javascript-output.txt"));

        try (GatewayWithUpstream setup = GatewayWithUpstream.start(GatewayConfig::withEveryDialect)) {
            List<String> command = List.of(
                    "node",
                    "--test",
                    "--test-concurrency=1",
                    "--test-reporter=junit",
                    "--test-reporter-destination=" + report);
            return suite.test(command, setup, report).stream().map(ReportedTest::asDynamicTest);
        }
    }
}
