package dev.caravan.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gateway's own errors, as the SDKs read them. */
class ErrorAnswerTest {

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestGateway(folder, "providers: {echo: {}}\n", List.of());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({"/v1/chat/completions, x-request-id", "/v1/responses, x-request-id", "/v1/messages, request-id"})
    void anErrorTellsItsRequestWhereTheSdkLooksForIt(String path, String header) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri(path))
                .header("authorization", "Bearer " + gateway.key())
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString("{"))
                .build();

        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue(header))
                .isPresent()
                .isEqualTo(answer.headers().firstValue("x-ingate-request-id"));
    }
}
