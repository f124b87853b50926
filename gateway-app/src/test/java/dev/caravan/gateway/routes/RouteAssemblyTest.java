package dev.caravan.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Processor;
import org.apache.camel.support.SimpleRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

class RouteAssemblyTest {

    private static final String HELLO =
            """
            - route:
                id: hello
                from:
                  uri: netty-http:http://edge/hello
                  parameters: { nettySharedHttpServer: "#edge" }
                  steps:
                    - process: { ref: tellHealth }
            """;

    @TempDir
    Path folder;

    private final Map<String, Processor> steps = new HashMap<>();
    private RouteAssembly assembly;
    private RunningRoutes running;

    @BeforeEach
    void nameAllSteps() throws IOException {
        for (Resource file :
                new PathMatchingResourcePatternResolver().getResources("classpath*:dev/caravan/routes/*.yaml")) {
            Matcher ref = Pattern.compile("ref: (\\w+)").matcher(file.getContentAsString(StandardCharsets.UTF_8));
            while (ref.find()) {
                steps.put(ref.group(1), exchange -> {});
            }
        }
        assembly = new RouteAssembly(
                new RouteFiles(getClass().getClassLoader(), folder),
                new SimpleRegistry(),
                new RouteSetting(Set.of("kafka.yaml"), Map.of(), Map.of()));
    }

    @AfterEach
    void stop() {
        if (running != null) {
            running.stop().run();
        }
    }

    @Test
    void startsTheShippedRoutes() {
        running = assembly.assemble(steps, List.of());

        assertThat(running.refused()).isEmpty();
        assertThat(running.ownFiles()).isEmpty();
    }

    @Test
    void addsAnOperatorsRoute() throws IOException {
        write("hello.yaml", HELLO);

        running = assembly.assemble(steps, List.of());

        assertThat(running.refused()).isEmpty();
        assertThat(running.ownFiles()).extracting(RouteFile::name).containsExactly("hello.yaml");
    }

    @Test
    void refusesABrokenFileWithItsLineAndRunsTheRest() throws IOException {
        write("hello.yaml", HELLO);
        write("broken.yaml", "- route:\n    id: broken\n    from:\n      uri: direct:x\n      stepz: []\n");

        running = assembly.assemble(steps, List.of());

        assertThat(running.ownFiles()).extracting(RouteFile::name).containsExactly("hello.yaml");
        assertThat(running.refused()).singleElement().satisfies(broken -> {
            assertThat(broken.file().name()).isEqualTo("broken.yaml");
            assertThat(broken.line()).isEqualTo(5);
            assertThat(broken.reason()).contains("stepz");
        });
    }

    @Test
    void namesAStepThatDoesNotExist() throws IOException {
        write("hello.yaml", HELLO.replace("tellHealth", "tellWeather"));

        running = assembly.assemble(steps, List.of());

        assertThat(running.refused()).singleElement().satisfies(broken -> {
            assertThat(broken.line()).isEqualTo(7);
            assertThat(broken.reason()).contains("tellWeather");
        });
    }

    @Test
    void keepsTheLastGoodVersionOfABrokenFile() throws IOException {
        write("hello.yaml", HELLO);
        RunningRoutes before = assembly.assemble(steps, List.of());
        before.stop().run();
        write("hello.yaml", HELLO.replace("tellHealth", "tellWeather"));

        running = assembly.assemble(steps, before.ownFiles());

        assertThat(running.refused()).hasSize(1);
        assertThat(running.ownFiles()).singleElement().satisfies(file -> assertThat(file.yaml())
                .isEqualTo(HELLO));
    }

    @Test
    void replacesTheShippedFileOfTheSameName() throws IOException {
        write("chat.yaml", HELLO.replace("/hello", "/v1/chat/completions"));

        running = assembly.assemble(steps, List.of());

        assertThat(running.refused()).isEmpty();
        assertThat(running.ownFiles()).extracting(RouteFile::name).containsExactly("chat.yaml");
    }

    @Test
    void refusesAFileThatClaimsTheRequestsOfAnother() throws IOException {
        write(
                "rival.yaml",
                HELLO.replace("/hello", "/v1/chat/completions")
                        .replace("\"#edge\"", "\"#edge\", httpMethodRestrict: POST"));

        running = assembly.assemble(steps, List.of());

        assertThat(running.ownFiles()).isEmpty();
        assertThat(running.refused()).singleElement().satisfies(broken -> assertThat(broken.reason())
                .contains("POST /v1/chat/completions"));
    }

    private void write(String name, String yaml) throws IOException {
        Files.writeString(folder.resolve(name), yaml);
    }
}
