package dev.caravan.acceptance.system;

import static dev.caravan.acceptance.gateway.ProjectConfig.ADMIN_KEY;
import static dev.caravan.acceptance.gateway.ProjectConfig.ARCHIVE;
import static dev.caravan.acceptance.gateway.ProjectConfig.MODELS_KEY;
import static dev.caravan.acceptance.gateway.ProjectConfig.OFFICE_KEY;
import static dev.caravan.acceptance.gateway.ProjectConfig.SHOP;
import static dev.caravan.acceptance.gateway.ProjectConfig.SHOP_KEY;
import static dev.caravan.acceptance.gateway.ProjectConfig.SLOW_KEY;
import static dev.caravan.acceptance.system.ProjectCalls.error;
import static dev.caravan.acceptance.system.ProjectCalls.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.acceptance.gateway.GatewayProcess;
import dev.caravan.acceptance.gateway.ProjectConfig;
import dev.caravan.acceptance.upstream.RecordingUpstream;
import dev.caravan.acceptance.upstream.Scripts;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints of projects: each situation with its status and its body, and what the provider gets to see of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProjectEndpointIT {

    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGE = "{\"message\":\"Explain quantum computing.\"}";
    private static final ObjectMapper JSON = new ObjectMapper();

    private RecordingUpstream upstream;
    private GatewayProcess gateway;
    private final ProjectCalls calls = new ProjectCalls(() -> gateway.url());

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
    void success_is_200_in_the_projects_own_shape() throws Exception {
        HttpResponse<String> answer = calls.endpoint("explain", MESSAGE);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer))
                .isEqualTo(JSON.readTree(
                        """
                        {"ok":true,"id":"chatcmpl-caravan-whole","model":"gpt-4o-mini-2024-07-18",
                         "content":"Grüße aus der Karawanserei – 你好 👋","finish_reason":"stop",
                         "usage":{"prompt_tokens":19,"completion_tokens":10,"total_tokens":29},
                         "meta":{"request_id":"%s"}}"""
                                .formatted(answer.headers()
                                        .firstValue("x-ingate-request-id")
                                        .orElseThrow())));
        assertThat(upstream.onlyCall().json())
                .isEqualTo(
                        JSON.readTree(
                                """
                        {"model":"gpt-4o-mini","messages":[{"role":"user","content":"Explain quantum computing."}]}"""));
    }

    @Test
    void the_dispatcher_finds_the_endpoint_by_the_body_and_answers_the_same() throws Exception {
        HttpResponse<String> answer = calls.post(
                "/api/" + SHOP + "/chat/completions",
                SHOP_KEY,
                """
                {"endpoint":"summarize","messages":[{"role":"user","content":"Long text..."}],"model":"ignored"}""");

        assertThat(json(answer).path("ok").booleanValue()).as(answer.body()).isTrue();
        assertThat(upstream.onlyCall().json())
                .isEqualTo(
                        JSON.readTree(
                                """
                        {"model":"gpt-4o-mini","messages":[
                          {"role":"system","content":"You write for people in a hurry."},
                          {"role":"user","content":"Summarize: Long text..."}],
                         "temperature":0.2,"max_tokens":500}"""));
    }

    @Test
    void a_conversation_goes_up_as_it_is() throws Exception {
        calls.endpoint(
                "explain",
                """
                {"messages":[{"role":"system","content":"You are a teacher."},{"role":"user","content":"What's a qubit?"}]}""");

        assertThat(upstream.onlyCall().json().path("messages"))
                .isEqualTo(
                        JSON.readTree(
                                """
                        [{"role":"system","content":"You are a teacher."},{"role":"user","content":"What's a qubit?"}]"""));
    }

    static Stream<Arguments> policies() {
        return Stream.of(
                Arguments.of(
                        "token cap of a request",
                        "capped",
                        "This request may use [0-9]+ tokens, its input and the answer's limit together, and endpoint"
                                + " 'shop/capped' may use 20 for one\\..*"),
                Arguments.of(
                        "monthly budget",
                        "broke",
                        "The budget of endpoint 'shop/broke' for this month is used up: it has 0\\.01 USD.*"),
                Arguments.of("guardrail", "discreet", "Blocked by guardrail 'code-names': words\\."));
    }

    @ParameterizedTest(name = "{0}: 422")
    @MethodSource("policies")
    void what_a_policy_refuses_is_422_and_makes_no_upstream_call(String situation, String slug, String error)
            throws Exception {
        HttpResponse<String> answer = calls.endpoint(slug, "{\"message\":\"Tell me of the Falcon.\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(error(answer)).matches(error);
        assertThat(upstream.calls()).isEmpty();
    }

    @Test
    void the_policies_are_asked_in_order() throws Exception {
        HttpResponse<String> answer =
                calls.endpoint("capped", "{\"message\":\"Falcon\",\"session_id\":\"" + ARCHIVE + "\"}");

        assertThat(error(answer)).startsWith("This request may use");
    }

    static Stream<Arguments> early() {
        String unknown = "22222222-1111-4222-8333-444455556666";
        return Stream.of(
                Arguments.of("no bearer token", "/explain", null, MESSAGE, 401, "Missing Bearer token."),
                Arguments.of(
                        "unknown token", "/explain", "pg_live_nobody", MESSAGE, 401, "Incorrect API key provided."),
                Arguments.of(
                        "token from another project",
                        "/explain",
                        OFFICE_KEY,
                        MESSAGE,
                        403,
                        "Token does not belong to this project."),
                Arguments.of("wrong scope", "/explain", MODELS_KEY, MESSAGE, 403, "This key lacks the scope 'chat'."),
                Arguments.of(
                        "unknown slug",
                        "/nothing",
                        SHOP_KEY,
                        MESSAGE,
                        404,
                        "Endpoint 'nothing' does not exist in this project."),
                Arguments.of(
                        "inactive slug",
                        "/retired",
                        SHOP_KEY,
                        MESSAGE,
                        404,
                        "Endpoint 'retired' does not exist in this project."),
                Arguments.of(
                        "unknown slug in the body",
                        "/chat/completions",
                        SHOP_KEY,
                        "{\"endpoint\":\"nothing\",\"message\":\"Hi\"}",
                        404,
                        "Endpoint 'nothing' does not exist in this project."),
                Arguments.of(
                        "no slug in the body",
                        "/chat/completions",
                        SHOP_KEY,
                        MESSAGE,
                        400,
                        "Missing required parameter: 'endpoint'."),
                Arguments.of(
                        "input that is not of the schema",
                        "/weather",
                        SHOP_KEY,
                        "{\"message\":\"{\\\"city\\\":\\\"Oslo\\\",\\\"days\\\":9}\"}",
                        422,
                        "Input does not match the schema of endpoint 'weather': /days: must have a maximum value of 7."),
                Arguments.of(
                        "wrong project type",
                        "!" + ARCHIVE,
                        ADMIN_KEY,
                        MESSAGE,
                        400,
                        "Project 'archive' is of the type 'prompt-library'; endpoints are called on projects of the type"
                                + " 'ai-gateway' only."),
                Arguments.of(
                        "unknown project",
                        "!" + unknown,
                        SHOP_KEY,
                        MESSAGE,
                        404,
                        "Project '" + unknown + "' does not exist."),
                Arguments.of("unknown project, no token", "!" + unknown, null, MESSAGE, 401, "Missing Bearer token."),
                Arguments.of(
                        "unknown session",
                        "/explain",
                        SHOP_KEY,
                        "{\"message\":\"Hi\",\"session_id\":\"" + unknown + "\"}",
                        404,
                        "Session '" + unknown + "' does not exist, or has expired."));
    }

    @ParameterizedTest(name = "{0}: {4}")
    @MethodSource("early")
    void an_early_failure_has_its_status_and_body_and_makes_no_upstream_call(
            String situation, String path, @Nullable String key, String body, int status, String error)
            throws Exception {
        String where = path.startsWith("!") ? "/api/" + path.substring(1) + "/explain" : "/api/" + SHOP + path;

        HttpResponse<String> answer = calls.post(where, key, body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo("{\"ok\":false,\"error\":\"" + error + "\"}");
        assertThat(upstream.calls()).isEmpty();
    }

    @Test
    void a_limit_that_is_used_up_is_429_with_retry_after_before_anything_else_is_looked_at() throws Exception {
        assertThat(calls.post("/api/" + SHOP + "/explain", SLOW_KEY, MESSAGE).statusCode())
                .isEqualTo(200);
        upstream.reset();

        for (String body : new String[] {MESSAGE, "no JSON", "{\"message\":\"x\",\"session_id\":\"no uuid\"}"}) {
            HttpResponse<String> refused = calls.post("/api/" + SHOP + "/nothing", SLOW_KEY, body);

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(Integer.parseInt(
                            refused.headers().firstValue("retry-after").orElseThrow()))
                    .isBetween(1, 3600);
            assertThat(error(refused)).startsWith("Rate limit reached for key 'slow': 1 request per hour.");
        }
        assertThat(upstream.calls()).isEmpty();
    }

    @Test
    void an_endpoint_s_own_limit_is_429_with_retry_after() throws Exception {
        assertThat(calls.endpoint("rare", MESSAGE).statusCode()).isEqualTo(200);

        HttpResponse<String> refused = calls.endpoint("rare", MESSAGE);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        assertThat(upstream.calls()).hasSize(1);
    }

    @Test
    void the_input_is_judged_before_the_session_is_looked_up() throws Exception {
        HttpResponse<String> answer = calls.endpoint(
                "weather", "{\"message\":\"no object\",\"session_id\":\"22222222-1111-4222-8333-444455556666\"}");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(error(answer)).endsWith("string found, object expected.");
    }

    @Test
    void an_endpoint_fails_over_and_says_so_when_all_have_failed() throws Exception {
        upstream.next(CHAT, Scripts.error(503));
        HttpResponse<String> saved = calls.endpoint("doomed", MESSAGE);
        assertThat(saved.statusCode()).isEqualTo(200);
        assertThat(upstream.calls()).hasSize(2);

        upstream.always(CHAT, Scripts.error(500));
        HttpResponse<String> failed = calls.endpoint("doomed", MESSAGE);

        assertThat(failed.statusCode()).isEqualTo(502);
        assertThat(error(failed))
                .matches(
                        "Provider error after failover: openai/first \\(500, \\d+ ms\\), openai/second \\(500, \\d+ ms\\)\\.");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 429, 500})
    void whatever_the_only_provider_fails_with_is_502(int status) throws Exception {
        upstream.always(CHAT, Scripts.error(status));

        HttpResponse<String> failed = calls.endpoint("whole", MESSAGE);

        assertThat(failed.statusCode()).as(failed.body()).isEqualTo(502);
        assertThat(error(failed)).startsWith("Provider error after failover: ").contains(Integer.toString(status));
    }

    @Test
    void an_answer_that_is_not_of_the_schema_is_502_with_the_validators_words() throws Exception {
        HttpResponse<String> failed = calls.endpoint("person", MESSAGE);

        assertThat(failed.statusCode()).isEqualTo(502);
        assertThat(error(failed))
                .isEqualTo(
                        "The answer does not match the output schema of endpoint 'person': string found, object expected.");
        assertThat(upstream.calls()).hasSize(1);
    }

    @Test
    void an_answer_of_the_schema_passes_without_its_fences_whole_and_streamed() throws Exception {
        upstream.always(CHAT, Scripts.answer(200, Map.of("content-type", "application/json"), fenced()));

        HttpResponse<String> whole = calls.endpoint("person", MESSAGE);
        HttpResponse<String> streamed = calls.endpoint("person", "{\"message\":\"Who?\",\"stream\":true}");

        assertThat(json(whole).path("content").asText()).isEqualTo("{\"name\":\"Ada\",\"age\":36}");
        assertThat(streamed.headers().firstValue("content-type")).contains("text/event-stream");
        assertThat(streamed.body()).contains("{\\\"name\\\":\\\"Ada\\\"").endsWith("data: [DONE]\n\n");
        assertThat(upstream.calls())
                .noneMatch(call -> call.json().path("stream").asBoolean());
    }

    @Test
    void a_stream_is_openai_s_whatever_the_provider() throws Exception {
        HttpResponse<String> openai = calls.endpoint("explain", "{\"message\":\"Hi\",\"stream\":true}");
        HttpResponse<String> claude = calls.endpoint("claude", "{\"message\":\"Hi\",\"stream\":true}");

        for (HttpResponse<String> stream : List.of(openai, claude)) {
            assertThat(stream.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
            assertThat(stream.body())
                    .startsWith("data: {")
                    .contains("chat.completion.chunk")
                    .endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void a_stream_of_an_endpoint_that_does_not_stream_comes_whole() throws Exception {
        HttpResponse<String> answer = calls.endpoint("whole", "{\"message\":\"Hi\",\"stream\":true}");

        assertThat(json(answer).path("ok").booleanValue()).isTrue();
        assertThat(upstream.onlyCall().json().has("stream")).isFalse();
    }

    private static byte[] fenced() {
        return """
                {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop",
                 "message":{"role":"assistant","content":"```json\\n{\\"name\\":\\"Ada\\",\\"age\\":36}\\n```"}}],
                 "usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}"""
                .getBytes(StandardCharsets.UTF_8);
    }
}
