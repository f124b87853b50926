package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/1.1 byte by byte: towards clients, and with a provider that may say more than one expects. */
class HttpCornersTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private volatile String interim = "";
    private ServerSocket provider;
    private TestGateway gateway;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        provider = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread serving = new Thread(this::serve, "provider");
        serving.setDaemon(true);
        serving.start();
        gateway = new TestGateway(
                folder,
                "providers: { echo: {}, openai: { url: \"http://127.0.0.1:%d/v1\", api-key: k } }"
                        .formatted(provider.getLocalPort()),
                List.of());
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        provider.close();
    }

    /** Answers each request of each connection with its own body. */
    private void serve() {
        while (!provider.isClosed()) {
            try (Socket connection = provider.accept()) {
                InputStream in = connection.getInputStream();
                OutputStream out = connection.getOutputStream();
                for (String head = head(in); !head.isEmpty(); head = head(in)) {
                    byte[] body = in.readNBytes(length(head));
                    out.write(interim.getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    out.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                            .formatted(body.length)
                            .getBytes(StandardCharsets.US_ASCII));
                    out.write(body);
                    out.flush();
                }
            } catch (IOException gone) {
                // The next connection is served.
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static int length(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .map(line ->
                        Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
                .findFirst()
                .orElse(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n",
                "HTTP/1.1 102 Processing\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
            })
    void whatAProviderSaysBeforeItsAnswerIsNoAnswer(String before) throws Exception {
        interim = before;

        for (int i = 0; i < 5; i++) {
            String question =
                    "{\"model\":\"openai/m\",\"messages\":[{\"role\":\"user\",\"content\":\"%d\"}]}".formatted(i);
            HttpResponse<String> answer = client.send(
                    request("/v1/chat/completions")
                            .POST(BodyPublishers.ofString(question))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"content\":\"" + i + "\"");
        }
    }

    @Test
    void aProviderThatGoesOverToAnotherProtocolUnaskedHasNotAnswered() throws Exception {
        interim = "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n";

        HttpResponse<String> answer =
                client.send(request("/proxy/openai/v1/models").GET().build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("provider_failed");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gateway.uri(path))
                .header("authorization", "Bearer " + gateway.key())
                .header("content-type", "application/json");
    }

    @Test
    void nothingFollowsTheHeadOfAnAnswerToHead() throws Exception {
        String answers = talk("HEAD /api/v1/logs?format=csv HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer %s\r\n\r\n"
                        .formatted(gateway.key())
                + "GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

        assertThat(answers).startsWith("HTTP/1.1 200");
        String behind = answers.substring(answers.indexOf("\r\n\r\n") + 4);
        assertThat(behind).startsWith("HTTP/1.1 200").endsWith("OK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "0x3", "", "3, 3", "99999999999999999999", "-3"})
    void aLengthThatIsNoneIsToldOf(String length) throws Exception {
        String answer = talk(
                "POST /v1/chat/completions HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer %s\r\nContent-Length: %s\r\n\r\n{}"
                        .formatted(gateway.key(), length));

        assertThat(answer).startsWith("HTTP/1.1 400").contains("malformed_request");
    }

    /** All that is answered until the connection ends. */
    private String talk(String said) throws IOException {
        URI uri = gateway.uri("/");
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
