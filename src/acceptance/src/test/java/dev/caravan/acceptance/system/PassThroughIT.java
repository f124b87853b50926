package dev.caravan.acceptance.system;

import static dev.caravan.acceptance.system.Requests.CHAT;
import static dev.caravan.acceptance.system.Requests.HELLO;
import static dev.caravan.acceptance.system.Requests.HELLO_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayWithUpstream;
import dev.caravan.acceptance.http.RawAnswer;
import dev.caravan.acceptance.upstream.Goldens;
import dev.caravan.acceptance.upstream.RecordedCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes, to the byte, and what stays behind: bodies, headers, credentials, and the choice of the provider. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PassThroughIT {

    /** Odd but valid: spacing, escapes, a number beyond a double, a key twice, an emoji as surrogates. */
    private static final String ODD = "{ \"temperature\" : 1.0e-0,\r\n\t\"big\":123456789012345678901234567890.10 , "
            + "\"model\"\n:\n\"gpt-4o-mini\", \"x\":1,\"x\":2, \"messages\":[ {\"content\":\"\\u00e9\\ud83d\\ude00\\/\","
            + "\"role\":\"user\"} ] , \"z\":null }\n";

    @RegisterExtension
    private final GatewayWithUpstream setup = GatewayWithUpstream.start(config ->
            config.provider("own: {plugin: openai, url: \"" + config.upstreamUrl() + "/v1\", auth: passthrough}"));

    @Test
    void a_request_body_passes_byte_for_byte() throws IOException {
        Requests.exchange(setup.gateway(), Requests.post(CHAT, ODD));

        assertThat(setup.upstream().onlyCall().bodyText()).isEqualTo(ODD);
    }

    @Test
    void only_the_model_changes_when_it_names_its_provider() throws IOException {
        RawAnswer answer = Requests.exchange(
                setup.gateway(), Requests.post(CHAT, ODD.replace("gpt-4o-mini", "openai/gpt-4o-mini")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(setup.upstream().onlyCall().bodyText()).isEqualTo(ODD);
    }

    @Test
    void only_the_model_changes_when_it_is_an_alias() throws IOException {
        Requests.exchange(setup.gateway(), Requests.post(CHAT, ODD.replace("gpt-4o-mini", "fast")));

        assertThat(setup.upstream().onlyCall().bodyText()).isEqualTo(ODD);
    }

    @Test
    void an_answer_passes_byte_for_byte_whole_and_streamed() throws IOException {
        RawAnswer whole = Requests.exchange(setup.gateway(), Requests.post(CHAT, HELLO));
        RawAnswer stream = Requests.exchange(setup.gateway(), Requests.post(CHAT, HELLO_STREAM));

        assertThat(whole.body()).isEqualTo(Goldens.bytes("openai/chat.json"));
        assertThat(stream.body()).isEqualTo(Goldens.bytes("openai/chat-stream.sse"));
        assertThat(stream.header("content-type")).isEqualTo("text/event-stream; charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "PATCH", "DELETE", "OPTIONS", "POST"})
    void every_method_passes_with_its_path_and_query(String method) throws IOException {
        String request = Requests.get("/proxy/openai/v1/vector_stores/a%20b%2Fc?limit=2&after=x%26y&limit=3")
                .replaceFirst("GET", method)
                .replace("\r\n\r\n", "\r\nContent-Length: 0\r\n\r\n");

        RawAnswer answer = Requests.exchange(setup.gateway(), request);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        RecordedCall call = setup.upstream().onlyCall();
        assertThat(call.method()).isEqualTo(method);
        assertThat(call.path()).isEqualTo("/v1/vector_stores/a%20b%2Fc");
        assertThat(call.query()).isEqualTo("limit=2&after=x%26y&limit=3");
    }

    @Test
    void the_gateway_s_key_goes_upstream_by_no_way() throws IOException {
        String key = GatewayConfig.APP_KEY;
        for (String credential : List.of(
                "Authorization: Bearer " + key,
                "X-Ingate-Key: " + key,
                "x-api-key: " + key,
                "api-key: " + key,
                "x-goog-api-key: " + key)) {
            for (String path : List.of(CHAT, "/proxy/openai/v1/chat/completions")) {
                assertThat(ask(path, credential).status()).as(credential).isEqualTo(200);
            }
        }
        assertThat(ask("/proxy/openai/v1/chat/completions?key=" + key + "&a=b", "X-A: b")
                        .status())
                .isEqualTo(200);

        assertThat(setup.upstream().calls()).hasSize(11).allSatisfy(call -> {
            assertThat(call.header("authorization")).isEqualTo("Bearer " + GatewayConfig.UPSTREAM_KEY);
            assertThat(call.headers().toString() + call.query() + call.bodyText())
                    .doesNotContain(key);
        });
    }

    @Test
    void the_client_s_own_credential_goes_to_a_provider_that_asks_for_it() throws IOException {
        RawAnswer answer = ask(
                CHAT,
                "X-Ingate-Key: " + GatewayConfig.APP_KEY
                        + "\r\nAuthorization: Bearer sk-of-the-client\r\nX-Ingate-Provider: own");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(setup.upstream().onlyCall().header("authorization")).isEqualTo("Bearer sk-of-the-client");
        assertThat(setup.upstream().onlyCall().headers().contains("x-ingate-key"))
                .isFalse();
    }

    @Test
    void the_gateway_s_key_is_not_taken_for_the_client_s_own() throws IOException {
        ask(CHAT, "Authorization: Bearer " + GatewayConfig.APP_KEY + "\r\nX-Ingate-Provider: own");

        assertThat(setup.upstream().calls())
                .allSatisfy(call -> assertThat(call.headers().toString()).doesNotContain(GatewayConfig.APP_KEY));
    }

    @Test
    void request_headers_go_up_by_a_list() throws IOException {
        String headers = "OpenAI-Beta: assistants=v2\r\nIdempotency-Key: abc\r\nCookie: session=1\r\n"
                + "X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Host: inside\r\nForwarded: for=10.0.0.1\r\nX-Real-IP: 10.0.0.1\r\n"
                + "X-Ingate-User-Id: u1\r\nX-Ingate-Provider: openai\r\nX-Internal: secret\r\n"
                + "Proxy-Authorization: Basic eA==\r\nTE: trailers\r\nConnection: X-Named\r\nX-Named: 1\r\n";
        for (String path : List.of(CHAT, "/proxy/openai/v1/chat/completions")) {
            setup.upstream().reset();
            assertThat(Requests.exchange(setup.gateway(), Requests.post(path, headers, HELLO))
                            .status())
                    .isEqualTo(200);

            RecordedCall call = setup.upstream().onlyCall();
            assertThat(call.header("openai-beta")).isEqualTo("assistants=v2");
            assertThat(call.header("content-type")).isEqualTo("application/json");
            assertThat(call.header("host"))
                    .isEqualTo("127.0.0.1:" + setup.upstream().port());
            assertThat(call.headers().names())
                    .map(name -> name.toLowerCase(Locale.ROOT))
                    .doesNotContain(
                            "cookie",
                            "x-forwarded-for",
                            "x-forwarded-host",
                            "x-forwarded-proto",
                            "forwarded",
                            "x-real-ip",
                            "x-internal",
                            "proxy-authorization",
                            "te",
                            "x-named")
                    .noneMatch(name -> name.startsWith("x-ingate-"));
        }
    }

    @Test
    void answer_headers_come_back_by_a_list() throws IOException {
        for (String body : List.of(HELLO, HELLO_STREAM)) {
            RawAnswer answer = Requests.exchange(setup.gateway(), Requests.post(CHAT, body));

            assertThat(answer.header("x-request-id")).isEqualTo("req_upstream");
            assertThat(answer.header("openai-organization")).isEqualTo("org-upstream");
            assertThat(answer.header("openai-processing-ms")).isEqualTo("42");
            assertThat(answer.header("openai-version")).isEqualTo("2020-10-01");
            assertThat(answer.header("x-ratelimit-limit-requests")).isEqualTo("5000");
            assertThat(answer.header("x-ratelimit-remaining-tokens")).isEqualTo("159975");
            assertThat(answer.headers())
                    .doesNotContainKeys("set-cookie", "server", "via", "access-control-allow-origin");
            assertThat(answer.headers().get("x-ingate-served-by")).containsExactly("openai");
        }
    }

    @Test
    void every_answer_carries_a_request_id_of_its_own_and_the_gateway_s_overhead() throws IOException {
        List<RawAnswer> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(Requests.exchange(setup.gateway(), Requests.post(CHAT, HELLO)));
        }
        answers.add(Requests.exchange(setup.gateway(), Requests.get("/no-such-path")));

        HashSet<UUID> ids = new HashSet<>();
        for (RawAnswer answer : answers) {
            UUID id =
                    UUID.fromString(answer.headers().get("x-ingate-request-id").get(0));
            assertThat(id.version()).isEqualTo(7);
            ids.add(id);
        }
        assertThat(ids).hasSize(answers.size());
        assertThat(Double.parseDouble(String.valueOf(answers.get(0).header("x-ingate-overhead-ms"))))
                .isNotNegative();
    }

    @Test
    void the_provider_is_chosen_by_header_or_model() throws IOException {
        Map<String, String> byHeaderAndModel = Map.of(
                "X-Ingate-Provider: echo\r\n|any", "echo",
                "X-Ingate-Provider: openai\r\n|any", "openai",
                "|echo/any", "echo",
                "|openai/any", "openai",
                "|fast", "openai",
                "|any", "openai");
        for (var expected : byHeaderAndModel.entrySet()) {
            String[] parts = expected.getKey().split("\\|", -1);
            RawAnswer answer = Requests.exchange(
                    setup.gateway(), Requests.post(CHAT, parts[0], HELLO.replace("gpt-4o-mini", parts[1])));

            assertThat(answer.status()).as(expected + " " + answer).isEqualTo(200);
            assertThat(answer.header("x-ingate-served-by"))
                    .as(expected.getKey())
                    .isEqualTo(expected.getValue());
        }
        RawAnswer unknown =
                Requests.exchange(setup.gateway(), Requests.post(CHAT, "X-Ingate-Provider: nobody\r\n", HELLO));
        Requests.assertOpenAiError(unknown, 400);
        assertThat(unknown.text()).contains("nobody");
    }

    private RawAnswer ask(String path, String headerLines) throws IOException {
        String request = "POST " + path + " HTTP/1.1\r\nHost: gateway\r\n" + headerLines
                + "\r\nContent-Type: application/json\r\nContent-Length: " + HELLO.length() + "\r\n\r\n" + HELLO;
        return Requests.exchange(setup.gateway(), request);
    }
}
