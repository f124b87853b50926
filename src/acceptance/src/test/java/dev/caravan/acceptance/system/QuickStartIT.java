package dev.caravan.acceptance.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.gateway.TestLayout;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The first minute of a newcomer: the shipped configuration, no key, no network. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuickStartIT {

    private static final Pattern CURL =
            Pattern.compile("curl (\\S+) -H \"Authorization: Bearer (\\S+)\" -H \"Content-Type: (\\S+)\" -d '(.*)'");

    private final HttpClient client = HttpClient.newHttpClient();
    private GatewayProcess gateway;
    private Matcher curl;

    @BeforeAll
    void start() throws IOException {
        Path directory = TestLayout.freshDirectory("quick-start");
        copy(TestLayout.root().resolve("config"), directory.resolve("config"));
        gateway = GatewayProcess.launchIn(directory)
                .argument("--port=0")
                .argument("--admin-port=0")
                .start();
        curl = CURL.matcher(gateway.log().awaitLineWith("curl http"));
        assertThat(curl.find()).as("the printed line can be pasted").isTrue();
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @Test
    void the_printed_curl_line_works() throws Exception {
        HttpResponse<String> answer = ask(curl.group(4));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode json = new ObjectMapper().readTree(answer.body());
        assertThat(json.at("/choices/0/message/content").asText()).contains("Hello, Caravan!");
        assertThat(answer.headers().firstValue("x-ingate-served-by")).contains("echo");
    }

    @Test
    void the_same_streams() throws Exception {
        HttpResponse<String> answer = ask(curl.group(4).replaceFirst("\\{", "{\"stream\":true,"));

        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        assertThat(answer.body()).contains("chat.completion.chunk").endsWith("data: [DONE]\n\n");
    }

    @Test
    void the_printed_key_is_in_no_log_line_of_json() {
        String key = curl.group(2);

        assertThat(key).startsWith("sk-caravan-");
        assertThat(gateway.log().lines())
                .filteredOn(line -> line.startsWith("{"))
                .isNotEmpty()
                .noneMatch(line -> line.contains(key));
    }

    @Test
    void it_listens_on_loopback_only() {
        assertThat(gateway.url()).startsWith("http://127.0.0.1:");
        assertThat(gateway.adminUrl()).startsWith("http://127.0.0.1:");
    }

    private HttpResponse<String> ask(String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(curl.group(1)))
                .header("authorization", "Bearer " + curl.group(2))
                .header("content-type", curl.group(3))
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }
}
