package dev.caravan.acceptance.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.gateway.LedgerFile;
import dev.caravan.acceptance.gateway.TestLayout;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Reports as the documents of the API's authors print them, by curl and by Python, with the host and the key put in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IngestClientsIT {

    private static final int LARGE_MEBIBYTES = 100;
    private static final int LIMIT = 32 << 20;

    private static final String CONFIG =
            """
            server: {host: 127.0.0.1, port: 0}
            providers: {echo: {}}
            keys:
              - {name: app, key: "${APP_KEY}", role: member}
            ingestion: {keyless-intake: app}
            """;

    private static final String SINGLE =
            """
            curl -X POST https://api.ingateai.com/api/v1/ingest \\
            -H "X-Ingate-Key: sk-ingate-your-key" \\
            -H "Content-Type: application/json" \\
            -d '{
            "provider": "openai",
            "path": "/v1/chat/completions",
            "method": "POST",
            "status_code": 200,
            "latency_ms": 432,
            "request_body": {
            "model": "gpt-4o-mini",
            "messages": [{"role": "user", "content": "Hello"}]
            },
            "response_body": {
            "choices": [{"message": {"content": "Hi there!"}}],
            "usage": {"prompt_tokens": 10, "completion_tokens": 5}
            }
            }'
            """;

    /** The example leaves the bodies out. */
    private static final String BATCH =
            """
            curl -X POST https://api.ingateai.com/api/v1/ingest/batch \\
            -H "X-Ingate-Key: sk-ingate-your-key" \\
            -H "Content-Type: application/json" \\
            -d '{
            "exchanges": [
            {
            "provider": "openai",
            "path": "/v1/chat/completions",
            "method": "POST",
            "status_code": 200,
            "latency_ms": 350,
            "request_body": {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hello"}]},
            "response_body": {"choices": [{"message": {"content": "Hi there!"}}]}
            },
            {
            "provider": "anthropic",
            "path": "/v1/messages",
            "method": "POST",
            "status_code": 200,
            "latency_ms": 520,
            "request_body": {"model": "claude-sonnet-4-5", "messages": [{"role": "user", "content": "Hello"}]},
            "response_body": {"model": "claude-sonnet-4-5-20250929", "content": [{"type": "text", "text": "Hi there!"}]}
            }
            ]
            }'
            """;

    private static final String INTAKE =
            """
            import requests

            url = "https://host.com/apis/intake/v2/workspaces/workspace/ingest/chat-completions"

            payload = {
                "request": {
                    "messages": [{ "role": "user" }],
                    "model": "gpt-4o-mini"
                },
                "response": { "error": {} }
            }
            headers = {"Content-Type": "application/json"}

            response = requests.post(url, json=payload, headers=headers)

            print(response.json())
            """;

    private static final String LARGE_BY_CURL =
            """
            for framing in "X-Framing: length" "Transfer-Encoding: chunked"; do
              curl -sS -w '%{http_code}\\n' -H "X-Ingate-Key: sk-ingate-your-key" -H "$framing" \\
                -H "Content-Type: application/json" --data-binary @large.json https://api.ingateai.com/api/v1/ingest/batch
            done
            """;

    private static final String LARGE_BY_PYTHON =
            """
            import requests

            def pieces():
                with open("large.json", "rb") as large:
                    while piece := large.read(65536):
                        yield piece

            with open("large.json", "rb") as large:
                for body in [large, pieces()]:
                    answer = requests.post("https://api.ingateai.com/api/v1/ingest/batch", data=body,
                        headers={"X-Ingate-Key": "sk-ingate-your-key", "Content-Type": "application/json"})
                    print(answer.text + str(answer.status_code))
            """;

    private GatewayProcess gateway;

    @BeforeAll
    void start() {
        gateway = GatewayProcess.launch(CONFIG).start();
    }

    /** With what the ledger holds in the end. */
    @AfterAll
    void stop() throws Exception {
        gateway.close();
        System.out.println("kept of the examples: "
                + new LedgerFile(gateway.directory())
                        .column("SELECT source || ' ' || model FROM exchange ORDER BY source, model"));
    }

    @Test
    void the_curl_examples_work() throws Exception {
        InstalledTools.requireCurl();

        JsonNode single = json(run("single.sh", SINGLE, "sh"));
        assertThat(single.path("status").asText()).isEqualTo("accepted");
        assertThat(single.path("request_id").asText()).hasSize(36);
        JsonNode batch = json(run("batch.sh", BATCH, "sh"));
        assertThat(batch.path("accepted").asInt()).isEqualTo(2);
        assertThat(batch.path("rejected").asInt(-1)).isZero();
        assertThat(batch.at("/items/1/index").asInt()).isEqualTo(1);
        assertThat(batch.at("/items/1/accepted").asBoolean()).isTrue();
    }

    @Test
    void the_python_example_works() throws Exception {
        InstalledTools.requirePythonRequests();

        assertThat(run("intake.py", INTAKE, "python3").strip())
                .matches("\\{'session_id': 'session_[0-9a-f]{16}', 'span_id': 'span_[0-9a-f]{16}'}");
    }

    @Test
    void curl_is_told_the_limit_of_a_batch() throws Exception {
        InstalledTools.requireCurl();

        assertThat(run("large.sh", LARGE_BY_CURL, "sh").lines()).hasSize(2).allSatisfy(IngestClientsIT::tellsTheLimit);
    }

    @Test
    void python_is_told_the_limit_of_a_batch() throws Exception {
        InstalledTools.requirePythonRequests();

        assertThat(run("large.py", LARGE_BY_PYTHON, "python3").lines())
                .hasSize(2)
                .allSatisfy(IngestClientsIT::tellsTheLimit);
    }

    private static void tellsTheLimit(String printed) {
        assertThat(printed)
                .contains("larger than the limit of " + LIMIT + " bytes", "\"code\":\"request_too_large\"")
                .endsWith("413");
    }

    /** Runs an example as it is printed, but for its host and its key, and gives what it prints. */
    private String run(String file, String text, String program) throws IOException, InterruptedException {
        Path directory = TestLayout.freshDirectory("example");
        Files.writeString(
                directory.resolve(file),
                text.replace("https://api.ingateai.com", gateway.url())
                        .replace("https://host.com", gateway.url())
                        .replace("sk-ingate-your-key", GatewayConfig.APP_KEY));
        if (text.contains("large.json")) {
            writeLarge(directory.resolve("large.json"));
        }
        return new ScriptSuite(directory, directory.resolve("output.txt"))
                .succeed(
                        // What it prints beside its result, such as curl's progress, is not for the test.
                        List.of("sh", "-c", program + " " + file + " 2>errors.txt"),
                        Map.of("PYTHONIOENCODING", "utf-8"));
    }

    private static void writeLarge(Path file) throws IOException {
        byte[] mebibyte = new byte[1 << 20];
        Arrays.fill(mebibyte, (byte) ' ');
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < LARGE_MEBIBYTES; i++) {
                out.write(mebibyte);
            }
        }
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }
}
