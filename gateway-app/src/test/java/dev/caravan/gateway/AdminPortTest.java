package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.gateway.edge.CallEnd;
import dev.caravan.processors.call.Call;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The port on which the gateway is administered, beside the one that clients call. */
class AdminPortTest {

    private static final String ECHO = "providers: {echo: {}}\n";
    private static final String OWN =
            """
            - rest:
                get:
                  - path: /own/public
                    to: direct:own
            - route:
                id: own-admin
                from:
                  uri: netty-http:http://admin/own/secret
                  parameters: { nettySharedHttpServer: "#admin", httpMethodRestrict: GET }
                  steps:
                    - to: direct:own
            - route:
                id: own
                from:
                  uri: direct:own
                  steps:
                    - process: { ref: tellHealth }
            - route:
                id: own-chat
                from:
                  uri: netty-http:http://admin/own/chat
                  parameters: { nettySharedHttpServer: "#admin", httpMethodRestrict: POST }
                  steps:
                    - process: { ref: authenticate }
                    - process: { ref: readChatRequest }
                    - process: { ref: resolveTarget }
                    - process: { ref: callProvider }
            """;
    private static final String CHAT =
            "{\"model\":\"echo-1\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    private final HttpClient client = HttpClient.newHttpClient();
    private final ConcurrentLinkedQueue<String> observed = new ConcurrentLinkedQueue<>();

    @TempDir
    Path folder;

    private TestGateway gateway;
    private @Nullable CompletableFuture<Void> stopped;

    @BeforeEach
    void start() throws IOException {
        writeRoutes(OWN);
        gateway = new TestGateway(folder, ECHO, List.of(this::observe));
    }

    @AfterEach
    void stop() {
        if (stopped == null) {
            gateway.close();
        } else {
            stopped.join();
        }
    }

    @Test
    void whatIsOnOnePortIsUnknownOnTheOther() throws Exception {
        assertThat(status(gateway.adminUri("/own/secret"))).isEqualTo(200);
        assertThat(status(gateway.uri("/own/secret"))).isEqualTo(404);
        assertThat(status(gateway.uri("/own/public"))).isEqualTo(200);
        assertThat(status(gateway.adminUri("/own/public"))).isEqualTo(404);
        assertThat(status(gateway.uri("/v1/models"))).isEqualTo(200);
        assertThat(status(gateway.adminUri("/v1/models"))).isEqualTo(404);
        assertThat(status(gateway.uri("/api/v1/keys/one"))).isEqualTo(404);
        assertThat(status(gateway.adminUri("/proxy/echo/v1/models"))).isEqualTo(404);
    }

    @Test
    void theMethodsOfItsPathsAreRestricted() throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(gateway.adminUri("/api/v1/keys/1"))
                        .PUT(HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow").orElse("").split(", "))
                .containsExactlyInAnyOrder("GET", "HEAD", "PATCH", "DELETE");
    }

    @Test
    void operatorsFindHealthReadinessAndMetricsThereWithoutAKey() throws Exception {
        for (String path : List.of("/healthz", "/readyz", "/metrics")) {
            HttpRequest request = HttpRequest.newBuilder(gateway.adminUri(path)).build();
            assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
                    .as(path)
                    .isEqualTo(200);
        }
    }

    @Test
    void keysAreAdministeredByThoseWhoHaveOne() throws Exception {
        for (String path : List.of("/api/v1/keys", "/api/v1/keys/some-id")) {
            HttpRequest request = HttpRequest.newBuilder(gateway.adminUri(path)).build();
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(answer.body()).contains("\"code\":\"missing_api_key\"");
        }
    }

    @Test
    void itsCallsAreObservedByTheirRoutes() throws Exception {
        get(gateway.adminUri("/own/secret"));

        await().until(() -> observed.contains("GET /own/secret 200"));
    }

    @Test
    void itDescribesWhatItServes() throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(gateway.adminUri("/openapi.yaml")).build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/yaml");
        assertThat(described(new Yaml().load(answer.body()))).isEqualTo(shipped());
    }

    @Test
    void aReloadReplacesTheRoutesOfBothPorts() throws Exception {
        writeRoutes(OWN.replace("/own/secret", "/own/hidden").replace("/own/public", "/own/open"));

        await().until(() -> status(gateway.adminUri("/own/hidden")) == 200);
        assertThat(status(gateway.uri("/own/open"))).isEqualTo(200);
        assertThat(status(gateway.adminUri("/own/secret"))).isEqualTo(404);
        assertThat(status(gateway.uri("/own/public"))).isEqualTo(404);
    }

    @Test
    void aCallThatIsInFlightDuringAReloadEndsOnItsOwnRoute() throws Exception {
        try (Socket socket = connect(gateway.adminUri("/"))) {
            sendHalf(socket);
            awaitBodyWanted(socket);
            writeRoutes(OWN.replace("/own/chat", "/own/talk").replace("/own/secret", "/own/hidden"));
            await().until(() -> status(gateway.adminUri("/own/hidden")) == 200);

            assertThat(sendRest(socket)).contains("200 OK");
        }
    }

    @Test
    void whenTheGatewayStopsTheCallsOfBothPortsEnd() throws Exception {
        URI main = gateway.uri("/healthz");
        URI admin = gateway.adminUri("/readyz");
        try (Socket socket = connect(admin);
                Socket client = connect(main)) {
            sendHalf(socket);
            awaitBodyWanted(socket);
            client.getOutputStream()
                    .write(head("/v1/chat/completions", CHAT.length()).getBytes(StandardCharsets.US_ASCII));
            awaitBodyWanted(client);

            CompletableFuture<Void> stopping = CompletableFuture.runAsync(gateway::close);
            stopped = stopping;

            await().until(() -> status(admin) == 503);
            assertThat(stopping).isNotDone();
            client.getOutputStream().write(CHAT.getBytes(StandardCharsets.US_ASCII));
            assertThat(statusLine(client)).contains("200 OK");
            await().until(() -> refuses(admin));
            assertThat(stopping).isNotDone();
            assertThat(sendRest(socket)).contains("200 OK");
            stopping.get(20, TimeUnit.SECONDS);
            assertThat(refuses(main)).isTrue();
        }
    }

    @Test
    void whereItIsNotEnabledItsRoutesAreNowhere(@TempDir Path other) throws Exception {
        Files.createDirectory(other.resolve("routes"));
        Files.writeString(other.resolve("routes/own.yaml"), OWN);
        try (TestGateway without = new TestGateway(other, "admin: {enabled: false}\n" + ECHO, List.of())) {
            assertThat(without.hasAdminPort()).isFalse();
            assertThat(status(without.uri("/own/public"), without.key())).isEqualTo(200);
            assertThat(status(without.uri("/own/secret"), without.key())).isEqualTo(404);
        }
    }

    private void observe(Call call, CallEnd end) {
        observed.add(call.request().method() + " " + call.route() + " " + end.status());
    }

    /** Every method and path of the description. */
    private static Set<String> described(Map<String, Map<String, Map<String, Object>>> document) {
        Set<String> requests = new HashSet<>();
        document.get("paths").forEach((path, methods) -> methods.keySet().stream()
                .filter(method -> !method.equals("parameters"))
                .forEach(method -> requests.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        return requests;
    }

    /** Every method and path of the shipped routes of the admin port. */
    private static Set<String> shipped() throws IOException {
        Set<String> requests = new HashSet<>();
        try (InputStream in = AdminPortTest.class.getResourceAsStream("/dev/caravan/routes/admin.yaml")) {
            List<Map<String, Map<String, Map<String, Object>>>> routes = new Yaml().load(in);
            for (Map<String, Map<String, Map<String, Object>>> route : routes) {
                Map<String, Object> from = route.get("route").get("from");
                String path = String.valueOf(from.get("uri")).substring("netty-http:http://admin".length());
                requests.add(((Map<?, ?>) from.get("parameters")).get("httpMethodRestrict") + " " + path);
            }
        }
        return requests;
    }

    private void sendHalf(Socket socket) throws IOException {
        socket.getOutputStream().write(head("/own/chat", CHAT.length()).getBytes(StandardCharsets.US_ASCII));
    }

    private String sendRest(Socket socket) throws IOException {
        socket.getOutputStream().write(CHAT.getBytes(StandardCharsets.US_ASCII));
        return statusLine(socket);
    }

    /** The gateway asks for a body when the call is in its route. */
    private static void awaitBodyWanted(Socket socket) throws IOException {
        assertThat(statusLine(socket)).contains("100 Continue");
        assertThat(line(socket)).isEmpty();
    }

    private String head(String path, int length) {
        return "POST " + path + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + gateway.key()
                + "\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: " + length
                + "\r\n\r\n";
    }

    private static Socket connect(URI uri) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static String statusLine(Socket socket) throws IOException {
        return line(socket);
    }

    private static String line(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = socket.getInputStream().read();
                b != '\n' && b >= 0;
                b = socket.getInputStream().read()) {
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    private static boolean refuses(URI uri) {
        try (Socket socket = connect(uri)) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }

    private int status(URI uri) {
        return status(uri, gateway.key());
    }

    private int status(URI uri, String key) {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("authorization", "Bearer " + key)
                .build();
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void get(URI uri) {
        assertThat(status(uri)).isEqualTo(200);
    }

    private void writeRoutes(String yaml) throws IOException {
        Files.createDirectories(folder.resolve("routes"));
        Files.writeString(folder.resolve("routes/own.yaml"), yaml);
    }
}
