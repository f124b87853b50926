package dev.caravan.gateway.config;

import static dev.caravan.gateway.config.ConfigFixture.ECHO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.auth.ApiKey;
import dev.caravan.processors.auth.KeyHash;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.limits.RateLimit;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysConfigTest {

    private static final String HASH = "0123456789abcdef".repeat(4);

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void startWithAnEmptyEnvironment() {
        file = new ConfigFixture(folder);
    }

    private ApiKey key(String fields) {
        return file.config(ECHO + "keys:\n  - {name: ci, hash: \"sha256:" + HASH + "\"" + fields + "}\n")
                .keys()
                .get(0);
    }

    private List<String> problems(String fields) {
        return file.problems(ECHO + "keys:\n  - {name: ci, hash: \"sha256:" + HASH + "\"" + fields + "}\n");
    }

    @Test
    void aHashIsTakenAsItIs() {
        assertThat(key("").hash()).isEqualTo(KeyHash.ofHex(HASH));
    }

    @Test
    void aHashMayBeInUpperCase() {
        String yaml = ECHO + "keys:\n  - {name: ci, hash: \"sha256:" + "AB".repeat(32) + "\"}\n";

        assertThat(file.config(yaml).keys().get(0).hash()).isEqualTo(KeyHash.ofHex("ab".repeat(32)));
    }

    @Test
    void aKeyFromTheEnvironmentIsHashed() {
        ApiKey key = file.with("CI_KEY", "abc")
                .config(ECHO + "keys:\n  - name: ci\n    key: ${CI_KEY}\n")
                .keys()
                .get(0);

        // The example of FIPS 180-2, appendix B.1.
        assertThat(key.hash())
                .isEqualTo(KeyHash.ofHex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    }

    @Test
    void everyFieldIsRead() {
        ApiKey key = key(", role: read-only, scopes: [models, chat], project: web, allowed-models: [gpt-4*],"
                + " allowed-providers: [echo], allowed-agents: [helper], allowed-endpoints: [draft], guardrails: [pii],"
                + " expires: 2027-01-31T12:00:00+02:00, enabled: false,"
                + " limits: {requests-per-minute: 100, requests-per-hour: 1000, concurrent: 10}");

        assertThat(key)
                .isEqualTo(new ApiKey(
                        KeyHash.ofHex(HASH),
                        Principal.named("ci", Role.READ_ONLY, Set.of(Scope.CHAT, Scope.MODELS))
                                .project("web")
                                .allowedModels(List.of("gpt-4*"))
                                .allowedProviders(List.of("echo"))
                                .allowedAgents(List.of("helper"))
                                .allowedEndpoints(List.of("draft"))
                                .limit(new RateLimit(100, 1000, 10))
                                .guardrails(List.of("pii"))
                                .build(),
                        false,
                        Instant.parse("2027-01-31T10:00:00Z")));
    }

    @Test
    void aKeyIsAMembersByDefaultEnabledAndWithoutEnd() {
        ApiKey key = key("");

        assertThat(key.principal())
                .isEqualTo(Principal.named(
                                "ci",
                                Role.MEMBER,
                                Set.of(Scope.CHAT, Scope.MODELS, Scope.PROXY, Scope.INGEST, Scope.MCP))
                        .build());
        assertThat(key.enabled()).isTrue();
        assertThat(key.expires()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"user,MEMBER,5", "member,MEMBER,5", "read-only,READ_ONLY,1", "admin,ADMIN,6"})
    void theUsualScopesFollowFromTheRole(String written, Role role, int scopes) {
        Principal principal = key(", role: " + written).principal();

        assertThat(principal.role()).isEqualTo(role);
        assertThat(principal.scopes()).hasSize(scopes);
    }

    @Test
    void aLimitThatLimitsNothingIsRefused() {
        assertThat(problems(", limits: {requests-per-minute: 0, requests-per-day: 5}"))
                .containsExactlyInAnyOrder(
                        "gateway.yaml:4: keys[0].limits.requests-per-minute: '0' is no whole number from 1 to 1000000000."
                                + " Write a number in that range",
                        "gateway.yaml:4: keys[0].limits.requests-per-day: is not a known key. Known here:"
                                + " concurrent, requests-per-hour, requests-per-minute, tokens-per-minute");
        assertThat(problems(", limits: {}"))
                .containsExactly("gateway.yaml:4: keys[0].limits: sets no limit. Write requests-per-minute,"
                        + " requests-per-hour, tokens-per-minute or concurrent below it");
    }

    @Test
    void aDateCountsToItsEnd() {
        assertThat(key(", expires: 2027-01-31").expires()).isEqualTo("2027-02-01T00:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomorrow", "2027-02-30", "2027-01-31T12:00:00", "31.01.2027"})
    void aDateOfAnotherFormIsRefused(String date) {
        assertThat(problems(", expires: \"" + date + "\""))
                .containsExactly("gateway.yaml:4: keys[0].expires: '" + date
                        + "' is no date. Write 2027-01-31, or 2027-01-31T12:00:00Z with its offset");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "scopes",
                "allowed-models",
                "allowed-providers",
                "allowed-agents",
                "allowed-endpoints",
                "guardrails"
            })
    void aListThatNamesNothingDoesNotMeanAll(String list) {
        assertThat(problems(", " + list + ": []"))
                .singleElement()
                .asString()
                .startsWith("gateway.yaml:4: keys[0]." + list + ": names nothing. ");
        assertThat(problems(", " + list + ": \"${NOWHERE:}\"")).hasSize(1);
    }

    @Test
    void aProviderThatDoesNotExistCannotBeAllowed() {
        assertThat(problems(", allowed-providers: [ehco]"))
                .containsExactly(
                        "gateway.yaml:4: keys[0].allowed-providers: 'ehco' is no configured provider. Did you mean"
                                + " 'echo'? Known: echo");
    }

    @Test
    void anUnknownScopeIsRefused() {
        assertThat(problems(", scopes: [chat, everything]"))
                .containsExactly(
                        "gateway.yaml:4: keys[0].scopes: 'everything' is not one of its values. Write chat, ingest,"
                                + " proxy, models, mcp, admin");
    }

    @Test
    void anUnknownFieldIsRefused() {
        assertThat(problems(", allowed_models: [a]"))
                .singleElement()
                .asString()
                .startsWith(
                        "gateway.yaml:4: keys[0].allowed_models: is not a known key. Did you mean 'allowed-models'? ");
    }

    @Test
    void aKeyInClearIsRefusedAndNotShown() {
        assertThat(file.problems(ECHO + "keys:\n  - name: ci\n    key: sk-in-clear-1234\n"))
                .singleElement()
                .asString()
                .startsWith("gateway.yaml:5: keys[0].key: holds a key in clear. ")
                .doesNotContain("sk-in-clear");
        assertThat(file.problems(ECHO + "keys:\n  - name: ci\n    key: ${NOWHERE:sk-in-clear-1234}\n"))
                .singleElement()
                .asString()
                .startsWith("gateway.yaml:5: keys[0].key: holds a key in clear. ")
                .doesNotContain("sk-in-clear");
    }

    @Test
    void aKeyInThePlaceOfItsHashIsRefusedAndNotShown() {
        assertThat(file.problems(ECHO + "keys:\n  - name: ci\n    hash: sk-in-clear-1234\n"))
                .singleElement()
                .asString()
                .startsWith("gateway.yaml:5: keys[0].hash: is no SHA-256. ")
                .doesNotContain("sk-in-clear");
    }

    @Test
    void aKeyThatNoHeaderCanCarryIsRefusedAndNotShown() {
        assertThat(file.with("CI_KEY", "two words").problems(ECHO + "keys:\n  - name: ci\n    key: ${CI_KEY}\n"))
                .containsExactly(
                        "gateway.yaml:5: keys[0].key: holds characters that no HTTP header can carry. Use letters,"
                                + " digits, '-' and '_'");
    }

    @Test
    void aKeyAndAHashExcludeEachOther() {
        assertThat(file.with("CI_KEY", "abc")
                        .problems(ECHO + "keys:\n  - name: ci\n    hash: sha256:" + HASH + "\n    key: ${CI_KEY}\n"))
                .containsExactly("gateway.yaml:5: keys[0].hash: stands beside a key. Write one of the two");
    }

    @Test
    void twoKeysCannotShareANameOrAHash() {
        String abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

        assertThat(file.with("CI_KEY", "abc")
                        .problems(ECHO
                                + """
                                keys:
                                  - name: a
                                    key: ${CI_KEY}
                                  - name: a
                                    hash: sha256:%s
                                """
                                        .formatted(abc)))
                .containsExactly(
                        "gateway.yaml:6: keys[1].name: is the same as that of keys[0] in line 4. Give each key a name and a"
                                + " value of its own",
                        "gateway.yaml:7: keys[1].hash: is the same as that of keys[0] in line 4. Give each key a name and a"
                                + " value of its own");
    }

    @Test
    void aKeyDoesNotShowItsHash() {
        assertThat(key("").toString()).contains("ci").doesNotContain(HASH);
    }
}
