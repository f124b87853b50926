package dev.caravan.provider.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Header;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Settings;
import dev.caravan.spi.SettingsException;
import dev.caravan.spi.UpstreamRequest;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.testkit.Requests;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BedrockPluginTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2015-08-30T12:36:00Z"), ZoneOffset.UTC);
    private static final String HAIKU = "anthropic.claude-3-haiku-20240307-v1:0";
    private static final Map<String, Object> SIGNED = Map.of(
            "region", "us-east-1",
            "access-key-id", "AKIDEXAMPLE",
            "secret-access-key", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    private static final Map<String, Object> KEYED = Map.of("region", "us-east-1", "api-key", "key-1");

    @Test
    void bringsTheDialectThatItsChatSpeaks() {
        assertThat(ServiceLoader.load(ChatDialect.class))
                .extracting(ChatDialect::name)
                .contains(Operation.CONVERSE.dialect());
    }

    @ParameterizedTest
    @CsvSource({
        "CONVERSE, false, converse, application/json",
        "CONVERSE, true, converse-stream, application/vnd.amazon.eventstream",
        "BEDROCK_EMBEDDINGS, false, invoke, application/json",
    })
    void callsTheModelByItsPath(Operation operation, boolean stream, String action, String accept) {
        Requests.Builder request = Requests.of(operation).model(HAIKU).body("{}");

        UpstreamRequest prepared = prepare(KEYED, (stream ? request.stream() : request).build());

        assertThat(prepared.method()).isEqualTo("POST");
        assertThat(prepared.url())
                .isEqualTo(
                        "https://bedrock-runtime.us-east-1.amazonaws.com/model/anthropic.claude-3-haiku-20240307-v1%3A0/"
                                + action);
        assertThat(prepared.headers())
                .containsExactly(
                        new Header("Content-Type", "application/json"),
                        new Header("Accept", accept),
                        new Header("Authorization", "Bearer key-1"));
    }

    @Test
    void encodesTheColonsAndSlashesOfAnArn() {
        String arn =
                "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0";

        assertThat(prepare(KEYED, converse(arn)).url())
                .endsWith("/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2F"
                        + "us.anthropic.claude-3-haiku-20240307-v1%3A0/converse");
    }

    /** The signature is the one that the AWS SDK for Python gives for the same request. */
    @Test
    void signsCalls() {
        UpstreamRequest prepared = prepare(SIGNED, converse(HAIKU));

        assertThat(prepared.headers())
                .containsExactly(
                        new Header("Content-Type", "application/json"),
                        new Header("Accept", "application/json"),
                        new Header("X-Amz-Date", "20150830T123600Z"),
                        new Header(
                                "Authorization",
                                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/bedrock/aws4_request,"
                                        + " SignedHeaders=accept;content-type;host;x-amz-date,"
                                        + " Signature=7605c1069b776504b16bee029c1a57b9c16b3f008606335c63860525ca57c876"));
    }

    /** As above, for a call without a body. */
    @Test
    void signsWhatIsPassedThrough() {
        UpstreamRequest prepared = prepare(
                SIGNED,
                Requests.passthrough("GET", "/async-invoke")
                        .query("statusEquals=Completed&maxResults=5")
                        .header("Content-Length", "0")
                        .build());

        assertThat(prepared.url())
                .isEqualTo(
                        "https://bedrock-runtime.us-east-1.amazonaws.com/async-invoke?statusEquals=Completed&maxResults=5");
        assertThat(prepared.headers()).last().satisfies(header -> assertThat(header.value())
                .endsWith("SignedHeaders=host;x-amz-date,"
                        + " Signature=f8ea8922c1c04794b275ff27ef32fd9d432163c24ad6c4f699dea3957b7f685b"));
    }

    @ParameterizedTest
    @CsvSource({"POST, , ", "PUT, , ", "GET, content-length, 12", "DELETE, transfer-encoding, chunked"})
    void refusesToSignABodyThatItDoesNotSee(String method, String header, String value) {
        Requests.Builder request = Requests.passthrough(method, "/model/m/invoke");
        if (header != null) {
            request.header(header, value);
        }

        assertThatThrownBy(() -> prepare(SIGNED, request.build())).isInstanceOfSatisfying(GatewayError.class, error -> {
            assertThat(error.status()).isEqualTo(400);
            assertThat(error.code()).isEqualTo("body_not_signable");
            assertThat(error.text()).contains("API key");
        });
        assertThat(prepare(KEYED, request.build()).headers()).hasSize(1);
    }

    @Test
    void refusesAChatWithoutAModel() {
        assertThatThrownBy(() -> prepare(
                        KEYED, Requests.of(Operation.CONVERSE).body("{}").build()))
                .isInstanceOfSatisfying(GatewayError.class, error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.param()).isEqualTo("model");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "https://bedrock-runtime.eu-central-1.amazonaws.com, eu-central-1",
        "https://bedrock-runtime-fips.us-west-2.amazonaws.com/, us-west-2",
        "https://vpce-0a.bedrock-runtime.ap-south-1.vpce.amazonaws.com, ap-south-1",
        "https://bedrock-runtime.us-east-2.api.aws, us-east-2",
    })
    void signsForTheRegionOfTheUrl(String url, String region) {
        assertThat(authorization(prepare(settings("url", url), converse(HAIKU))))
                .contains("/20150830/" + region + "/bedrock/aws4_request");
    }

    @Test
    void signsTheHostAsItIsSent() {
        Map<String, Object> plain = settings("url", "http://localhost:8443", "region", "us-east-1");
        Map<String, Object> other = settings("url", "http://localhost:9443", "region", "us-east-1");
        Map<String, Object> usual = settings("url", "https://localhost:443/aws", "region", "us-east-1");
        Map<String, Object> bare = settings("url", "https://localhost/aws", "region", "us-east-1");

        assertThat(authorization(prepare(plain, converse(HAIKU))))
                .isNotEqualTo(authorization(prepare(other, converse(HAIKU))));
        assertThat(authorization(prepare(usual, converse(HAIKU))))
                .isEqualTo(authorization(prepare(bare, converse(HAIKU))));
    }

    @Test
    void needsARegionToSignForAnUnknownHost() {
        assertRefused("region", settings("url", "https://bedrock.example.com"));
        assertThat(prepare(Map.of("url", "https://bedrock.example.com", "api-key", "k"), converse("m"))
                        .url())
                .isEqualTo("https://bedrock.example.com/model/m/converse");
    }

    @Test
    void needsARegionOrAUrl() {
        assertRefused("region", Map.of("api-key", "k"));
    }

    @Test
    void needsBothHalvesOfAnAccessKey() {
        assertRefused("secret-access-key", Map.of("region", "us-east-1", "access-key-id", "AKID"));
        assertRefused("access-key-id", Map.of("region", "us-east-1", "secret-access-key", "s"));
        assertRefused("access-key-id", Map.of("region", "us-east-1", "session-token", "t"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sigv4", "passthrough"})
    void refusesAnApiKeyThatWouldNeverBeSent(String auth) {
        assertRefused("api-key", Map.of("region", "us-east-1", "api-key", "k", "auth", auth));
    }

    @Test
    void refusesAnAccessKeyThatWouldNeverSign() {
        assertRefused("access-key-id", settings("region", "us-east-1", "auth", "passthrough"));
        assertRefused("access-key-id", settings("region", "us-east-1", "api-key", "k"));
    }

    @Test
    void addsNoCredentialWhereTheClientsOwnGoesUpstream() {
        Map<String, Object> settings = Map.of("region", "us-east-1", "auth", "passthrough");

        assertThat(prepare(settings, converse(HAIKU)).headers())
                .extracting(Header::name)
                .doesNotContain("Authorization");
        assertCredentials(settings, true);
    }

    @Test
    void hasCredentialsOnlyWithAKey() {
        assertCredentials(SIGNED, true);
        assertCredentials(KEYED, true);
        assertCredentials(Map.of("region", "us-east-1"), false);
        assertCredentials(Map.of("region", "us-east-1", "auth", "api-key"), false);
    }

    private static void assertCredentials(Map<String, Object> settings, boolean expected) {
        try (Provider provider = create(settings)) {
            assertThat(provider.hasCredentials()).isEqualTo(expected);
        }
    }

    private static void assertRefused(String key, Map<String, Object> settings) {
        assertThatThrownBy(() -> create(settings))
                .isInstanceOfSatisfying(SettingsException.class, refused -> assertThat(refused.key())
                        .isEqualTo("providers.bedrock." + key));
    }

    /** An access key and these. */
    private static Map<String, Object> settings(String... keysAndValues) {
        Map<String, Object> settings = new LinkedHashMap<>(SIGNED);
        settings.remove("region");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            settings.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return settings;
    }

    private static ProviderRequest converse(String model) {
        return Requests.of(Operation.CONVERSE)
                .model(model)
                .body("{\"messages\":[]}")
                .build();
    }

    private static String authorization(UpstreamRequest request) {
        List<Header> headers = request.headers();
        return headers.get(headers.size() - 1).value();
    }

    private static Provider create(Map<String, Object> settings) {
        return new BedrockPlugin(CLOCK).create(Settings.of("providers.bedrock", settings));
    }

    private static UpstreamRequest prepare(Map<String, Object> settings, ProviderRequest request) {
        try (Provider provider = create(settings)) {
            return (UpstreamRequest) provider.prepare(request);
        }
    }
}
