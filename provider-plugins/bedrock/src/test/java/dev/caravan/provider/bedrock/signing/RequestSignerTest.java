package dev.caravan.provider.bedrock.signing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.Header;
import dev.caravan.spi.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The cases of AWS's public test suite for Signature Version 4, by their names, and requests to Bedrock as the AWS SDK for Python
 * signs them.
 */
class RequestSignerTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2015-08-30T12:36:00Z"), ZoneOffset.UTC);
    private static final String ALPHABET = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "get-vanilla, GET, /, , 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "post-vanilla, POST, /, , 5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        "get-vanilla-query-order-key-case, GET, /, Param2=value2&Param1=value1,"
                + " b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        "get-vanilla-query-order-value, GET, /, Param1=value2&Param1=Value1,"
                + " eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1",
        "get-vanilla-empty-query-key, GET, /, Param1=value1,"
                + " a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
        "get-vanilla-query-unreserved, GET, /, " + ALPHABET + "=" + ALPHABET + ","
                + " 9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197",
        "get-unreserved, GET, /" + ALPHABET + ", ,"
                + " 07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
        "get-relative, GET, /example/.., , 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "get-relative-relative, GET, /example1/example2/../.., ,"
                + " 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "get-slash, GET, //, , 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "get-slash-dot-slash, GET, /./, , 5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        "get-slashes, GET, //example//, , 9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84",
        "get-slash-pointless-dot, GET, /./example, ,"
                + " ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5",
    })
    void signsTheSuitesRequests(String name, String method, String path, @Nullable String query, String signature) {
        List<Header> signed =
                signer("service", null).sign(request(method, path, query, Map.of("Host", "example.amazonaws.com"), ""));

        assertThat(signed).extracting(Header::name).as(name).containsExactly("X-Amz-Date", "Authorization");
        assertThat(signed.get(0).value()).isEqualTo("20150830T123600Z");
        assertThat(signed.get(1).value())
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                        + " SignedHeaders=host;x-amz-date, Signature=" + signature);
    }

    @Test
    void signsTheSuitesForm() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Host", "example.amazonaws.com");
        headers.put("Content-Type", "application/x-www-form-urlencoded");

        assertThat(authorization(signer("service", null).sign(request("POST", "/", null, headers, "Param1=value1"))))
                .endsWith("SignedHeaders=content-type;host;x-amz-date,"
                        + " Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
    }

    @Test
    void takesSpacesOffAroundAndWithinAHeadersValue() {
        String expected = authorization(signer("service", null)
                .sign(request("GET", "/", null, Map.of("Host", "example.amazonaws.com", "My-Header1", "a b"), "")));

        assertThat(authorization(signer("service", null)
                        .sign(request(
                                "GET",
                                "/",
                                null,
                                Map.of("host", "example.amazonaws.com", "my-header1", " a   b "),
                                ""))))
                .isEqualTo(expected);
    }

    @Test
    void signsAHeaderByItsNameInLowerCase() {
        assertThat(authorization(signer("service", null)
                        .sign(request(
                                "GET",
                                "/",
                                null,
                                Map.of("Host", "example.amazonaws.com", "My-Header1", "value2"),
                                ""))))
                .endsWith("SignedHeaders=host;my-header1;x-amz-date,"
                        + " Signature=936ea94a9956bdfba28858768899635ad6c31b0ee8e0e40025f725361095caa0");
    }

    @Test
    void encodesAModelsIdTwiceInWhatItSigns() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("host", "bedrock-runtime.us-east-1.amazonaws.com");
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json");

        assertThat(authorization(signer("bedrock", null)
                        .sign(request(
                                "POST",
                                "/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse",
                                null,
                                headers,
                                "{\"messages\":[]}"))))
                .endsWith("SignedHeaders=accept;content-type;host;x-amz-date,"
                        + " Signature=7605c1069b776504b16bee029c1a57b9c16b3f008606335c63860525ca57c876");
    }

    @Test
    void signsTheSessionTokenOfTemporaryCredentials() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("host", "bedrock-runtime.us-east-1.amazonaws.com");
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/vnd.amazon.eventstream");

        List<Header> signed = signer("bedrock", "token-1")
                .sign(request(
                        "POST",
                        "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2F"
                                + "us.anthropic.claude-3-haiku-20240307-v1%3A0/converse-stream",
                        null,
                        headers,
                        "{\"messages\":[]}"));

        assertThat(signed).contains(new Header("X-Amz-Security-Token", "token-1"));
        assertThat(authorization(signed))
                .endsWith("SignedHeaders=accept;content-type;host;x-amz-date;x-amz-security-token,"
                        + " Signature=373b3a229e2b8b1ede3939ae66a05bd0eaa54216eef24f7cee85d12339851208");
    }

    @Test
    void signsAQuerysValuesWhateverTheirOrder() {
        String signature = "f8ea8922c1c04794b275ff27ef32fd9d432163c24ad6c4f699dea3957b7f685b";
        for (String query : List.of("statusEquals=Completed&maxResults=5", "maxResults=5&statusEquals=%43ompleted&")) {
            assertThat(authorization(signer("bedrock", null)
                            .sign(request(
                                    "GET",
                                    "/async-invoke",
                                    query,
                                    Map.of("host", "bedrock-runtime.us-east-1.amazonaws.com"),
                                    ""))))
                    .endsWith(signature);
        }
    }

    @Test
    void readsTheBodyWithoutMovingItsPosition() {
        ByteBuffer body = ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_8));

        assertThat(Digests.sha256(body)).isEqualTo("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
        assertThat(body.position()).isZero();
    }

    private static RequestSigner signer(String service, @Nullable String token) {
        Credentials credentials = new Credentials(
                "AKIDEXAMPLE",
                Secret.of("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
                token == null ? null : Secret.of(token));
        return new RequestSigner(credentials, "us-east-1", service, CLOCK);
    }

    private static SignableRequest request(
            String method, String path, @Nullable String query, Map<String, String> headers, String body) {
        return new SignableRequest(method, path, query, headers, Digests.sha256(body));
    }

    private static String authorization(List<Header> headers) {
        return headers.get(headers.size() - 1).value();
    }
}
