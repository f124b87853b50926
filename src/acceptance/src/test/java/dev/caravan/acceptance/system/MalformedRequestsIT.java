package dev.caravan.acceptance.system;

import static dev.caravan.acceptance.system.Requests.AUTHORIZED;
import static dev.caravan.acceptance.system.Requests.CHAT;
import static dev.caravan.acceptance.system.Requests.HELLO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.acceptance.gateway.GatewayWithUpstream;
import dev.caravan.acceptance.http.RawAnswer;
import dev.caravan.acceptance.http.RawConnection;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that no client should send: each ends in a 4xx in the caller's dialect or a closed connection, nothing of it goes
 * upstream, and the gateway serves on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MalformedRequestsIT {

    private static final String POST_CHAT = "POST " + CHAT + " HTTP/1.1\r\n" + AUTHORIZED;
    private static final String SMUGGLED = "GET /proxy/openai/v1/smuggled HTTP/1.1\r\n" + AUTHORIZED + "\r\n";

    @RegisterExtension
    private final GatewayWithUpstream setup = GatewayWithUpstream.start();

    static Stream<Arguments> badBodies() {
        return Stream.of(
                Arguments.of("empty", ""),
                Arguments.of("not JSON", "hello"),
                Arguments.of("cut off", "{\"model\":\"gpt-4o-mini\",\"messages\":[{"),
                Arguments.of("something behind its end", HELLO + HELLO),
                Arguments.of("an array", "[" + HELLO + "]"),
                Arguments.of("a model that is a number", "{\"model\":42,\"messages\":[]}"),
                Arguments.of("two models", "{\"model\":\"a\",\"model\":\"b\",\"messages\":[]}"),
                Arguments.of("messages that are a text", "{\"model\":\"gpt-4o-mini\",\"messages\":\"Hello\"}"),
                Arguments.of("a message that is a text", "{\"model\":\"gpt-4o-mini\",\"messages\":[\"Hello\"]}"),
                Arguments.of("a stream flag that is a text", HELLO.replace("{\"m", "{\"stream\":\"yes\",\"m")),
                Arguments.of("bad UTF-8", HELLO.replace("Hello", "\u00c3(")),
                Arguments.of("cut UTF-8", HELLO.replace("Hello", "\u00e2\u0082")),
                Arguments.of("nesting without end", "{\"model\":\"gpt-4o-mini\",\"messages\":" + "[".repeat(100_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badBodies")
    void a_bad_body_gets_a_400_in_openai_s_shape(String what, String latin1Body) throws IOException {
        RawAnswer answer =
                Requests.exchange(setup.gateway(), Requests.postHead(CHAT, "", latin1Body.length()) + latin1Body);

        Requests.assertOpenAiError(answer, 400);
        assertThat(setup.upstream().calls()).as(what).isEmpty();
        Requests.assertServes(setup.gateway());
    }

    static Stream<Arguments> badHttp() {
        String length = "Content-Length: " + HELLO.length() + "\r\n";
        String chunked = "Transfer-Encoding: chunked\r\n";
        String whole = Integer.toHexString(HELLO.length()) + "\r\n" + HELLO + "\r\n0\r\n\r\n";
        return Stream.of(
                Arguments.of(
                        "Content-Length and Transfer-Encoding",
                        POST_CHAT + length + chunked + "\r\n" + whole + SMUGGLED),
                Arguments.of(
                        "Transfer-Encoding and Content-Length",
                        POST_CHAT + chunked + "Content-Length: 0\r\n\r\n" + whole + SMUGGLED),
                Arguments.of(
                        "two different lengths", POST_CHAT + length + "Content-Length: 1\r\n\r\n" + HELLO + SMUGGLED),
                Arguments.of("two lengths in one line", POST_CHAT + "Content-Length: 5, 6\r\n\r\n" + HELLO + SMUGGLED),
                Arguments.of("a negative length", POST_CHAT + "Content-Length: -1\r\n\r\n" + HELLO + SMUGGLED),
                Arguments.of("a signed length", POST_CHAT + "Content-Length: +5\r\n\r\n" + HELLO + SMUGGLED),
                Arguments.of("a hexadecimal length", POST_CHAT + "Content-Length: 0x10\r\n\r\n" + HELLO + SMUGGLED),
                Arguments.of(
                        "a length beyond all numbers",
                        POST_CHAT + "Content-Length: 99999999999999999999\r\n\r\n" + HELLO),
                Arguments.of(
                        "an unknown transfer coding",
                        POST_CHAT + "Transfer-Encoding: xchunked\r\n\r\n" + whole + SMUGGLED),
                Arguments.of(
                        "chunked that is not last",
                        POST_CHAT + "Transfer-Encoding: chunked, gzip\r\n\r\n" + whole + SMUGGLED),
                Arguments.of(
                        "a space before the colon",
                        POST_CHAT + "Transfer-Encoding : chunked\r\n" + length + "\r\n" + HELLO + SMUGGLED),
                Arguments.of("a folded header", POST_CHAT + "X-Long: a\r\n b\r\n" + length + "\r\n" + HELLO),
                Arguments.of(
                        "a folded transfer coding",
                        POST_CHAT + "Transfer-Encoding:\r\n chunked\r\n" + length + "\r\n" + whole + SMUGGLED),
                Arguments.of("bare line feeds", (POST_CHAT + length + "\r\n").replace("\r\n", "\n") + HELLO),
                Arguments.of("one bare line feed", POST_CHAT + "X-A: b\nX-C: d\r\n" + length + "\r\n" + HELLO),
                Arguments.of("a bare carriage return", POST_CHAT + "X-A: b\rX-C: d\r\n" + length + "\r\n" + HELLO),
                Arguments.of("a NUL in a header", POST_CHAT + "X-A: b\0c\r\n" + length + "\r\n" + HELLO),
                Arguments.of("a header without a name", POST_CHAT + ": value\r\n" + length + "\r\n" + HELLO),
                Arguments.of("a header without a colon", POST_CHAT + "X-Nothing\r\n" + length + "\r\n" + HELLO),
                Arguments.of(
                        "a chunk size that is no number",
                        POST_CHAT + chunked + "\r\nzz\r\n" + HELLO + "\r\n0\r\n\r\n" + SMUGGLED),
                Arguments.of(
                        "a negative chunk size",
                        POST_CHAT + chunked + "\r\n-5\r\n" + HELLO + "\r\n0\r\n\r\n" + SMUGGLED),
                Arguments.of(
                        "a chunk size beyond all numbers",
                        POST_CHAT + chunked + "\r\nfffffffffffffffff\r\n" + HELLO + SMUGGLED),
                Arguments.of(
                        "a transfer coding that is none, with a length",
                        POST_CHAT + "Transfer-Encoding: identity\r\n" + length + "\r\n" + HELLO + SMUGGLED),
                Arguments.of(
                        "a request that hides behind an unknown transfer coding",
                        POST_CHAT + "Transfer-Encoding: xchunked\r\n\r\n" + SMUGGLED),
                Arguments.of("no host", "GET /healthz HTTP/1.1\r\n\r\n"),
                Arguments.of("two hosts", "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
                Arguments.of("no HTTP at all", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n"),
                Arguments.of("an unknown version", "GET /healthz HTTP/3.7\r\nHost: gateway\r\n\r\n"),
                Arguments.of("a request line of two words", "GET /healthz\r\nHost: gateway\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badHttp")
    void bad_http_gets_a_4xx_or_a_closed_connection_and_smuggles_nothing(String what, String request)
            throws IOException {
        try (RawConnection connection = setup.gateway().connect()) {
            connection.send(request);
            try {
                RawAnswer answer = connection.readAnswer();
                assertThat(answer.status())
                        .as(answer.toString())
                        .matches(status -> (status >= 400 && status < 500) || status == 501 || status == 505);
                assertThat(answer.json().path("error").path("message").asText()).isNotBlank();
                assertThat(new String(connection.readToEnd(), StandardCharsets.ISO_8859_1))
                        .as("answers after the refusal")
                        .isEmpty();
            } catch (EOFException | SocketException closed) {
                // Closed without an answer: fine as well.
            }
        }

        assertThat(setup.upstream().calls()).as(what).isEmpty();
        Requests.assertServes(setup.gateway());
    }

    @Test
    void an_unknown_path_gets_a_404_in_json() throws IOException {
        RawAnswer answer = Requests.exchange(setup.gateway(), Requests.get("/v1/no-such-thing"));

        Requests.assertOpenAiError(answer, 404);
    }

    @Test
    void an_unknown_path_below_messages_gets_anthropic_s_404() throws IOException {
        RawAnswer answer = Requests.exchange(setup.gateway(), Requests.get("/v1/messages/no-such-thing"));

        Requests.assertAnthropicError(answer, 404);
        assertThat(answer.json().path("error").path("type").asText()).isEqualTo("not_found_error");
    }

    @Test
    void a_caller_with_an_anthropic_version_gets_anthropic_s_401() throws IOException {
        RawAnswer answer = Requests.exchange(
                setup.gateway(), "GET /v1/models HTTP/1.1\r\nHost: gateway\r\nanthropic-version: 2023-06-01\r\n\r\n");

        Requests.assertAnthropicError(answer, 401);
        assertThat(answer.json().path("error").path("type").asText()).isEqualTo("authentication_error");
    }

    @Test
    void an_unknown_method_gets_a_405_that_names_the_right_one() throws IOException {
        RawAnswer answer = Requests.exchange(
                setup.gateway(), "DELETE " + CHAT + " HTTP/1.1\r\n" + AUTHORIZED + "Content-Length: 0\r\n\r\n");

        Requests.assertOpenAiError(answer, 405);
        assertThat(answer.header("allow")).contains("POST");
    }

    @Test
    void headers_beyond_the_limit_get_a_431() throws IOException {
        RawAnswer answer = Requests.exchange(
                setup.gateway(), Requests.get("/v1/models", "X-Big: " + "a".repeat(200_000) + "\r\n"));

        Requests.assertOpenAiError(answer, 431);
        Requests.assertServes(setup.gateway());
    }

    @Test
    void a_uri_beyond_the_limit_gets_a_414() throws IOException {
        RawAnswer answer = Requests.exchange(setup.gateway(), Requests.get("/v1/models?" + "a".repeat(100_000)));

        Requests.assertOpenAiError(answer, 414);
        Requests.assertServes(setup.gateway());
    }

    @Test
    void a_path_cannot_climb_out_of_a_provider() throws IOException {
        for (String path : new String[] {
            "/proxy/openai/../admin",
            "/proxy/openai/v1/%2e%2e/%2e%2e/admin",
            "/proxy/openai/v1/..%2fadmin",
            "/proxy/openai/v1/%5c..%5cadmin"
        }) {
            RawAnswer answer = Requests.exchange(setup.gateway(), Requests.get(path));
            assertThat(answer.status()).as(path + " " + answer).isBetween(400, 499);
        }
        assertThat(setup.upstream().calls()).isEmpty();
    }
}
