package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.gateway.RecordingProvider.Asked;
import dev.caravan.processors.dialect.ErrorDialects;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.yaml.snakeyaml.Yaml;

/** Whatever a client writes into a path or a header, no route of the gateway takes it to another place of a provider. */
class PathAttackTest {

    /** Stands in every attack, and nowhere else. */
    private static final String LOOT = "loot";

    private static final List<String> PATHS = List.of(
            "../loot",
            "x/../../loot",
            "%2e%2e/loot",
            ".%2E/loot",
            "%2e%2e%2floot",
            "%252e%252e%252floot",
            "%25252e%25252e/loot",
            "..%5cloot",
            "..\\loot",
            "..%255cloot",
            "/evil.example/loot",
            "%2f%2fevil.example%2floot",
            "..;/loot",
            "..;x=y/loot",
            "%c0%ae%c0%ae/loot",
            "loot%0d%0aX-Evil:%201",
            "loot%00",
            "%loot");

    /** A double slash in the middle of a path begins no host. */
    private static final Pattern WITHIN = Pattern.compile("/base/[\\w/-]+//evil\\.example/loot[\\w/.-]*");

    private static final List<String> HEADERS = List.of(
            "X-Ingate-User-Id: a\rX-Evil: loot",
            "X-Ingate-User-Id: a\0loot",
            "X-Ingate-User-Id: a\r\n X-Evil: loot",
            "X-Evil : loot",
            "X Evil: loot");

    private static final String YAML =
            """
            providers:
              openai: { url: "%1$s/base/v1", api-key: sk-up, responses: true }
              anthropic: { url: "%1$s/base", api-key: sk-up }
              gemini: { url: "%1$s/base", api-key: sk-up }
              ollama: { url: "%1$s/base" }
              cohere: { url: "%1$s/base", api-key: sk-up }
            default-provider: openai
            keys:
              # printf %%s free | sha256sum
              - { name: free, hash: "sha256:ad95d5fa651ba86d8923fe1238d24a4f1988a752acfe426ac72ac7c04471bc17", role: admin }
            """;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RecordingProvider PROVIDER = new RecordingProvider();

    @TempDir
    static Path folder;

    private static @Nullable TestGateway gateway;

    @BeforeEach
    void forget() {
        PROVIDER.reset();
    }

    private record Route(String method, String pattern) {}

    private record RawAnswer(int status, String body) {}

    @BeforeAll
    static void start() throws IOException {
        gateway = new TestGateway(folder, YAML.formatted(PROVIDER.url()), List.of());
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
        PROVIDER.close();
    }

    /** Those of the shipped files that serve calls. */
    static List<Route> routes() throws IOException {
        List<Route> routes = new ArrayList<>();
        for (Resource file :
                new PathMatchingResourcePatternResolver().getResources("classpath*:dev/caravan/routes/*.yaml")) {
            try (InputStream yaml = file.getInputStream()) {
                for (Object entry : (List<?>) new Yaml().load(yaml)) {
                    add((Map<?, ?>) entry, routes);
                }
            }
        }
        return routes;
    }

    private static void add(Map<?, ?> entry, List<Route> routes) {
        if (entry.get("rest") instanceof Map<?, ?> rest) {
            for (String verb : List.of("get", "post", "put", "patch", "delete")) {
                if (rest.get(verb) instanceof List<?> verbs) {
                    verbs.forEach(one -> routes.add(
                            new Route(verb.toUpperCase(Locale.ROOT), (String) ((Map<?, ?>) one).get("path"))));
                }
            }
        } else if (entry.get("route") instanceof Map<?, ?> route
                && route.get("from") instanceof Map<?, ?> from
                && ((String) from.get("uri")).startsWith("netty-http:http://edge/")) {
            String pattern = ((String) from.get("uri")).substring("netty-http:http://edge".length());
            Stream.of("GET", "POST", "DELETE").forEach(method -> routes.add(new Route(method, pattern)));
        }
    }

    static Stream<Route> openRoutes() throws IOException {
        return routes().stream()
                .filter(route ->
                        route.pattern().contains("{") || route.pattern().endsWith("/*"));
    }

    @Test
    void theRoutesAreThoseThatAreServed() throws IOException {
        assertThat(routes())
                .contains(new Route("POST", "/v1/chat/completions"), new Route("GET", "/*"))
                .hasSizeGreaterThan(80);
        assertThat(openRoutes()).hasSizeGreaterThan(20);
    }

    @ParameterizedTest
    @MethodSource("openRoutes")
    void noVariableOfAPathLeadsElsewhere(Route route) throws Exception {
        for (String path : attacked(route.pattern())) {
            RawAnswer answer = send(route.method(), path, "X-Nothing: 1");

            assertHarmless(path, answer);
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void noHeaderBreaksItsLine(Route route) throws Exception {
        String path = route.pattern().replaceAll("\\{\\w+}", "x").replace("/*", "/x");
        for (String header : HEADERS) {
            RawAnswer answer = send(route.method(), path, header);

            assertThat(answer.status())
                    .as("%s %s with %s", route.method(), path, header)
                    .isEqualTo(400);
            assertHarmless(path, answer);
        }
    }

    /** The pattern with each attack in each of its open places, the others being ordinary. */
    private static List<String> attacked(String pattern) {
        List<String> paths = new ArrayList<>();
        String[] segments = pattern.substring(1).split("/");
        for (int open = 0; open < segments.length; open++) {
            if (!segments[open].startsWith("{") && !segments[open].equals("*")) {
                continue;
            }
            for (String attack : PATHS) {
                StringBuilder path = new StringBuilder();
                for (int i = 0; i < segments.length; i++) {
                    path.append('/').append(i == open ? attack : ordinary(segments[i]));
                }
                paths.add(path.toString());
            }
        }
        return paths;
    }

    private static String ordinary(String segment) {
        return switch (segment) {
            case "{provider}" -> "openai";
            case "{project}" -> "00000000-0000-0000-0000-000000000000";
            default -> segment.startsWith("{") || segment.equals("*") ? "x" : segment;
        };
    }

    /** It was refused in the caller's dialect, or at least nothing of it has left the gateway. */
    private static void assertHarmless(String path, RawAnswer answer) throws IOException {
        assertThat(PROVIDER.asked())
                .as(path)
                .noneMatch(asked -> asked.headers().toString().contains(LOOT))
                .extracting(Asked::uri)
                .filteredOn(uri -> uri.contains(LOOT))
                .allMatch(WITHIN.asMatchPredicate());
        assertThat(answer.status()).as(path).isBetween(200, 499);
        if (answer.status() >= 400) {
            JsonNode error = JSON.readTree(answer.body());
            String dialect = ErrorDialects.of(path, new DefaultHttpHeaders()).name();
            assertThat(isError(dialect, error))
                    .as("%s as %s: %s", path, dialect, answer.body())
                    .isTrue();
            assertThat(answer.body()).doesNotContain("sk-up", "Exception");
        }
    }

    private static boolean isError(String dialect, JsonNode error) {
        return switch (dialect) {
            case "anthropic-messages" -> error.path("type").asText().equals("error");
            case "gemini" -> error.at("/error/status").isTextual();
            case "ollama" -> error.path("error").isTextual();
            case "cohere" -> error.path("message").isTextual();
            case "project" ->
                error.path("ok").isBoolean() && error.path("error").isTextual();
            case "fastapi" -> error.has("detail");
            default -> error.at("/error/message").isTextual();
        };
    }

    private static RawAnswer send(String method, String path, String header) throws IOException {
        TestGateway running = gateway;
        assertThat(running).isNotNull();
        String request = method + " " + path + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer free\r\n" + header
                + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), running.uri("/").getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int end = answer.indexOf("\r\n\r\n");
            String body = answer.toLowerCase(Locale.ROOT).lastIndexOf("transfer-encoding: chunked", end) >= 0
                    ? answer.substring(answer.indexOf('{', end), answer.lastIndexOf('}') + 1)
                    : answer.substring(end + 4);
            return new RawAnswer(Integer.parseInt(answer.substring(9, 12)), body);
        }
    }
}
