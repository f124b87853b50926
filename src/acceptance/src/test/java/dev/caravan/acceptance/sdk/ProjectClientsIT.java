package dev.caravan.acceptance.sdk;

import static dev.caravan.acceptance.gateway.ProjectConfig.MODELS_KEY;
import static dev.caravan.acceptance.gateway.ProjectConfig.SHOP;
import static dev.caravan.acceptance.gateway.ProjectConfig.SHOP_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.UnauthorizedException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.models.Model;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.gateway.ProjectConfig;
import dev.caravan.acceptance.gateway.TestLayout;
import dev.caravan.acceptance.upstream.RecordingUpstream;
import dev.caravan.acceptance.upstream.Scripts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Endpoints of projects as their callers' own tools call them: curl, Python, JavaScript, and the OpenAI SDK. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProjectClientsIT {

    private static final String SAID = "Grüße aus der Karawanserei – 你好 👋";

    private static final String CURL =
            """
            curl -X POST $PG_URL/api/$PG_UUID/$PG_SLUG \\
            -H "Authorization: Bearer $PG_TOKEN" \\
            -H "Content-Type: application/json" \\
            -d '{"message": "Explain quantum computing."}'
            """;

    private static final String CURL_DISPATCHER =
            """
            curl -X POST $PG_URL/api/$PG_UUID/chat/completions \\
            -H "Authorization: Bearer $PG_TOKEN" \\
            -d '{
            "endpoint": "summarize",
            "messages": [{"role":"user","content":"Long text..."}]
            }'
            """;

    private static final String PYTHON =
            """
            import os, requests
            resp = requests.post(
            f"{os.environ['PG_URL']}/api/{os.environ['PG_UUID']}/{os.environ['PG_SLUG']}",
            headers={"Authorization": f"Bearer {os.environ['PG_TOKEN']}"},
            json={"message": "Explain quantum computing."},
            timeout=120,
            )
            resp.raise_for_status()
            print(resp.json()["content"])
            """;

    private static final String JAVASCRIPT =
            """
            const r = await fetch(`${process.env.PG_URL}/api/${process.env.PG_UUID}/${process.env.PG_SLUG}`, {
            method: 'POST',
            headers: {
            'Authorization': `Bearer ${process.env.PG_TOKEN}`,
            'Content-Type': 'application/json',
            },
            body: JSON.stringify({ message: 'Explain quantum computing.' }),
            });
            console.log((await r.json()).content);
            """;

    private RecordingUpstream upstream;
    private GatewayProcess gateway;

    @BeforeAll
    void start() {
        upstream = RecordingUpstream.start();
        gateway = ProjectConfig.launch(upstream.url()).start();
    }

    @AfterAll
    void stop() {
        try (RecordingUpstream closing = upstream) {
            assertThat(closing.port()).isPositive();
            gateway.close();
        }
    }

    @BeforeEach
    void forget() {
        upstream.reset();
    }

    @Test
    void the_curl_examples_work() throws Exception {
        InstalledTools.requireCurl();

        assertThat(new ObjectMapper()
                        .readTree(run("example.sh", CURL, "sh"))
                        .path("content")
                        .asText())
                .isEqualTo(SAID);
        assertThat(new ObjectMapper()
                        .readTree(run("dispatcher.sh", CURL_DISPATCHER, "sh"))
                        .path("ok")
                        .booleanValue())
                .isTrue();
        assertThat(upstream.calls().get(1).bodyText()).contains("Summarize: Long text...");
    }

    @Test
    void the_python_example_works() throws Exception {
        InstalledTools.requirePythonRequests();

        assertThat(run("example.py", PYTHON, "python3")).isEqualToIgnoringNewLines(SAID);
    }

    @Test
    void the_javascript_example_works() throws Exception {
        InstalledTools.requireNode();

        assertThat(run("example.mjs", JAVASCRIPT, "node")).isEqualToIgnoringNewLines(SAID);
    }

    @Test
    void the_openai_sdk_calls_an_endpoint_as_a_model() {
        ChatCompletion answer = sdk(SHOP_KEY).chat().completions().create(hello("summarize"));

        assertThat(answer.choices().get(0).message().content()).contains(SAID);
        assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(29);
        assertThat(upstream.onlyCall().bodyText()).contains("Summarize: Hello").contains("in a hurry");
    }

    @Test
    void its_tools_go_through() {
        ChatCompletion answer = sdk(SHOP_KEY)
                .chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model("explain")
                        .addUserMessage("Hello")
                        .addTool(JavaSdkIT.GetWeather.class)
                        .build());

        assertThat(answer.choices().get(0).message().toolCalls()).isPresent();
    }

    @Test
    void the_openai_sdk_streams_an_endpoint() {
        StringBuilder said = new StringBuilder();

        try (StreamResponse<ChatCompletionChunk> stream =
                sdk(SHOP_KEY).chat().completions().createStreaming(hello("explain"))) {
            stream.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .forEach(choice -> choice.delta().content().ifPresent(said::append));
        }

        assertThat(said).isNotEmpty();
        assertThat(upstream.onlyCall().json().path("stream").booleanValue()).isTrue();
    }

    @Test
    void the_openai_sdk_streams_an_answer_that_had_to_be_whole() {
        upstream.always(
                "/v1/chat/completions",
                Scripts.answer(
                        200,
                        Map.of("content-type", "application/json"),
                        """
                        {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,
                         "finish_reason":"stop","message":{"role":"assistant","content":"{\\"name\\":\\"Ada\\",\\"age\\":36}"}}]}"""
                                .getBytes(StandardCharsets.UTF_8)));
        StringBuilder said = new StringBuilder();

        try (StreamResponse<ChatCompletionChunk> stream =
                sdk(SHOP_KEY).chat().completions().createStreaming(hello("person"))) {
            stream.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .forEach(choice -> choice.delta().content().ifPresent(said::append));
        }

        assertThat(said).hasToString("{\"name\":\"Ada\",\"age\":36}");
    }

    @Test
    void the_openai_sdk_lists_the_endpoints_as_models() {
        assertThat(sdk(SHOP_KEY).models().list().data())
                .extracting(Model::id)
                .containsExactly(
                        "explain",
                        "summarize",
                        "whole",
                        "claude",
                        "doomed",
                        "capped",
                        "broke",
                        "discreet",
                        "rare",
                        "weather",
                        "person");
        assertThat(upstream.calls()).isEmpty();
    }

    @Test
    void a_session_works_through_the_openai_sdk() throws IOException {
        ChatCompletionCreateParams begin = hello("explain").toBuilder()
                .putAdditionalBodyProperty("session", JsonValue.from(true))
                .build();
        String session;
        try (var raw = sdk(SHOP_KEY).chat().completions().withRawResponse().create(begin)) {
            session = raw.headers().values("x-ingate-session-id").get(0);
        }
        upstream.reset();

        sdk(SHOP_KEY)
                .chat()
                .completions()
                .create(hello("explain").toBuilder()
                        .putAdditionalBodyProperty("session_id", JsonValue.from(session))
                        .build());

        assertThat(upstream.onlyCall().json().path("messages")).hasSize(3);
        assertThat(upstream.onlyCall().json().has("session_id")).isFalse();
    }

    @Test
    void errors_are_the_openai_sdk_s_own() {
        assertThat(catchThrowableOfType(
                                NotFoundException.class,
                                () -> sdk(SHOP_KEY).chat().completions().create(hello("nothing")))
                        .getMessage())
                .contains("Endpoint 'nothing' does not exist in this project.");
        assertThat(catchThrowableOfType(
                        UnauthorizedException.class,
                        () -> sdk("nobody").chat().completions().create(hello("explain"))))
                .isNotNull();
        assertThat(catchThrowableOfType(
                        PermissionDeniedException.class,
                        () -> sdk(ProjectConfig.OFFICE_KEY).chat().completions().create(hello("explain"))))
                .isNotNull();
        assertThat(catchThrowableOfType(
                        PermissionDeniedException.class,
                        () -> sdk(MODELS_KEY).chat().completions().create(hello("explain"))))
                .isNotNull();
        assertThat(catchThrowableOfType(
                        UnprocessableEntityException.class,
                        () -> sdk(SHOP_KEY).chat().completions().create(hello("weather"))))
                .isNotNull();
        assertThat(catchThrowableOfType(BadRequestException.class, () -> sdk(SHOP_KEY)
                        .chat()
                        .completions()
                        .create(hello("explain").toBuilder()
                                .putAdditionalBodyProperty("session_id", JsonValue.from("7"))
                                .build())))
                .isNotNull();
        assertThat(upstream.calls()).isEmpty();
    }

    private OpenAIClient sdk(String key) {
        return OpenAiClients.client(gateway.url() + "/api/" + SHOP + "/v1", key, 0);
    }

    private static ChatCompletionCreateParams hello(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("Hello")
                .build();
    }

    /** Runs an example as it is printed, and gives what it prints. */
    private String run(String file, String text, String program) throws IOException, InterruptedException {
        Path directory = TestLayout.freshDirectory("example");
        Files.writeString(directory.resolve(file), text);
        return new ScriptSuite(directory, directory.resolve("output.txt"))
                .succeed(
                        // What it prints beside its result, such as curl's progress, is not for the test.
                        List.of("sh", "-c", program + " " + file + " 2>/dev/null"),
                        Map.of(
                                "PG_URL",
                                gateway.url(),
                                "PG_UUID",
                                SHOP,
                                "PG_SLUG",
                                "explain",
                                "PG_TOKEN",
                                SHOP_KEY,
                                "PYTHONIOENCODING",
                                "utf-8"));
    }
}
