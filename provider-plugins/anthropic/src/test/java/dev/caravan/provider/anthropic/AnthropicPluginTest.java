package dev.caravan.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.Header;
import dev.caravan.spi.ModelInfo;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Settings;
import dev.caravan.spi.SettingsException;
import dev.caravan.spi.UpstreamRequest;
import dev.caravan.spi.wire.Json;
import dev.caravan.testkit.Requests;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnthropicPluginTest {

    @ParameterizedTest
    @CsvSource({
        "MESSAGES, POST, https://api.anthropic.com/v1/messages",
        "COUNT_TOKENS, POST, https://api.anthropic.com/v1/messages/count_tokens",
        "MODELS, GET, https://api.anthropic.com/v1/models?limit=1000",
    })
    void callsAnthropicUnlessAUrlIsGiven(Operation operation, String method, String url) {
        UpstreamRequest prepared = prepare(Map.of(), Requests.valid(operation));

        assertThat(prepared.method()).isEqualTo(method);
        assertThat(prepared.url()).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource({
        "https://claude.example.com, https://claude.example.com/v1/messages",
        "https://claude.example.com/, https://claude.example.com/v1/messages",
        "https://claude.example.com/v1, https://claude.example.com/v1/messages",
        "https://claude.example.com/v1/messages/, https://claude.example.com/v1/messages",
        "https://llm.example.com/anthropic, https://llm.example.com/anthropic/v1/messages",
        "https://llm.example.com/anthropic/v1, https://llm.example.com/anthropic/v1/messages",
        "http://[::1]:8000, http://[::1]:8000/v1/messages",
    })
    void takesTheUrlInTheFormsThatPeopleWrite(String written, String called) {
        assertThat(prepare(Map.of("url", written), Requests.valid(Operation.MESSAGES))
                        .url())
                .isEqualTo(called);
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.anthropic.com, /v1/messages/batches, https://api.anthropic.com/v1/messages/batches",
        "https://api.anthropic.com/v1, /v1/files, https://api.anthropic.com/v1/files",
        "https://api.anthropic.com/v1/messages, /v1/files, https://api.anthropic.com/v1/files",
        "https://llm.example.com/anthropic, /v1/skills, https://llm.example.com/anthropic/v1/skills",
    })
    void appendsAPassedThroughPathToTheUrlWithoutItsVersion(String url, String path, String called) {
        assertThat(prepare(Map.of("url", url), Requests.passthrough("GET", path).build())
                        .url())
                .isEqualTo(called);
    }

    @Test
    void keepsTheQuery() {
        ProviderRequest request =
                Requests.of(Operation.MESSAGES).query("beta=true").build();

        assertThat(prepare(Map.of(), request).url()).isEqualTo("https://api.anthropic.com/v1/messages?beta=true");
    }

    @Test
    void sendsTheKeyInAnthropicsHeaderWithTheUsualVersion() {
        assertThat(prepare(Map.of("api-key", "sk-ant-1"), Requests.valid(Operation.MESSAGES))
                        .headers())
                .extracting(Header::name, Header::value)
                .containsExactly(tuple("x-api-key", "sk-ant-1"), tuple("anthropic-version", "2023-06-01"));
    }

    @Test
    void sendsTheKeyAsABearerTokenWhenAuthSaysSo() {
        assertThat(prepare(Map.of("api-key", "oat-1", "auth", "bearer"), Requests.valid(Operation.MESSAGES))
                        .headers())
                .extracting(Header::name, Header::value)
                .contains(tuple("Authorization", "Bearer oat-1"))
                .doesNotContain(tuple("x-api-key", "oat-1"));
    }

    @Test
    void leavesTheVersionToAClientThatNamesOne() {
        ProviderRequest request = Requests.of(Operation.MESSAGES)
                .header("Anthropic-Version", "2026-10-21")
                .build();

        assertThat(prepare(Map.of("version", "2024-01-01"), request).headers()).isEmpty();
        assertThat(prepare(Map.of("version", "2024-01-01"), Requests.valid(Operation.MESSAGES))
                        .headers())
                .extracting(Header::value)
                .containsExactly("2024-01-01");
    }

    @Test
    void addsItsBetasBehindTheClientsWithoutRepeatingAny() {
        ProviderRequest request = Requests.of(Operation.MESSAGES)
                .header("anthropic-beta", "a-1, b-2")
                .header("anthropic-beta", "c-3")
                .header("anthropic-version", "2023-06-01")
                .build();

        assertThat(prepare(Map.of("betas", List.of("b-2", "d-4")), request).headers())
                .extracting(Header::name, Header::value)
                .containsExactly(tuple("anthropic-beta", "a-1,b-2,c-3,d-4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "passthrough"})
    void addsNoCredentialAndNeedsNoneWhenAuthSaysSo(String auth) {
        try (Provider provider = create(Map.of("auth", auth))) {
            assertThat(provider.hasCredentials()).isTrue();
        }
        assertThat(prepare(Map.of("auth", auth), Requests.valid(Operation.MESSAGES))
                        .headers())
                .extracting(Header::name)
                .containsExactly("anthropic-version");
    }

    @ParameterizedTest
    @ValueSource(strings = {"api-key", "bearer"})
    void hasCredentialsOnlyWithAKey(String auth) {
        try (Provider with = create(Map.of("auth", auth, "api-key", "sk-ant-1"));
                Provider without = create(Map.of("auth", auth));
                Provider empty = create(Map.of("auth", auth, "api-key", ""))) {
            assertThat(with.hasCredentials()).isTrue();
            assertThat(without.hasCredentials()).isFalse();
            assertThat(empty.hasCredentials()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "passthrough"})
    void refusesAKeyThatWouldNeverBeSent(String auth) {
        assertThatThrownBy(() -> create(Map.of("auth", auth, "api-key", "sk-ant-1")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("providers.anthropic.api-key: is set although auth says that it is not used."
                        + " Remove it, or write auth: api-key or auth: bearer");
    }

    private static Provider create(Map<String, Object> settings) {
        return new AnthropicPlugin().create(Settings.of("providers.anthropic", settings));
    }

    private static UpstreamRequest prepare(Map<String, Object> settings, ProviderRequest request) {
        try (Provider provider = create(settings)) {
            return (UpstreamRequest) provider.prepare(request);
        }
    }

    @Test
    void readsAnthropicsListOfModels() {
        JsonNode answer = Json.parse("{\"data\":[{\"type\":\"model\",\"id\":\"claude-x\",\"display_name\":\"Claude X\","
                + "\"created_at\":\"2026-01-02T00:00:00Z\",\"max_input_tokens\":200000,\"max_tokens\":64000},"
                + "{\"id\":\"claude-y\"}]}");

        try (Provider provider = new AnthropicPlugin().create(Settings.of("providers.anthropic", Map.of()))) {
            assertThat(provider.readModels(Objects.requireNonNull(answer)))
                    .containsExactly(
                            new ModelInfo("claude-x", 1_767_312_000, "anthropic", "Claude X", 200_000, 64_000),
                            new ModelInfo("claude-y", 0, "anthropic"));
        }
    }
}
