package dev.caravan.gateway.config;

import static dev.caravan.gateway.config.ConfigFixture.ECHO;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigDocumentTest {

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void startWithAnEmptyEnvironment() {
        file = new ConfigFixture(folder);
    }

    @Test
    void aKeyThatIsWrittenTwiceIsRefusedWithBothLines() {
        assertThat(file.problems("server:\n  port: 1\n  port: 2\n" + ECHO))
                .containsExactly("gateway.yaml:3: server.port: is written twice, first in line 2. Keep one of the two");
    }

    @Test
    void severalDocumentsAreRefused() {
        assertThat(file.problems(ECHO + "---\n" + ECHO))
                .singleElement()
                .asString()
                .startsWith("gateway.yaml:3: is no valid YAML: ");
    }

    @Test
    void brokenYamlIsToldWithItsLineAndWithoutItsText() {
        assertThat(file.problems("providers:\n  openai:\n    api-key: \"sk-very-secret\n"))
                .singleElement()
                .asString()
                .startsWith("gateway.yaml:4: is no valid YAML: ")
                .doesNotContain("sk-very-secret");
    }

    @Test
    void aTabIsToldWithItsLine() {
        assertThat(file.problems("providers:\n\techo: {}\n"))
                .singleElement()
                .asString()
                .startsWith("gateway.yaml:2: is no valid YAML: ");
    }

    @Test
    void aCharacterThatYamlForbidsIsToldWithItsLine() {
        assertThat(file.problems("providers:\n  echo: {}\n# \u0007\n"))
                .containsExactly(
                        "gateway.yaml:3: has a character that YAML does not allow. Remove it, or write it as an"
                                + " escape");
    }

    @Test
    void aRootThatIsNoMapIsRefused() {
        assertThat(file.problems("- echo\n"))
                .containsExactly("gateway.yaml:1: is no map of keys. Start with a key such as providers:");
    }

    @Test
    void anEmptyFileNamesNoProvider() {
        assertThat(file.problems("# nothing yet\n"))
                .containsExactly(
                        "gateway.yaml: providers: names no provider. Write at least one below it, such as echo: {}");
    }

    @Test
    void tagsThatNameJavaClassesAreRefused() {
        assertThat(file.problems("server:\n  host: !!java.net.URL [\"http://localhost\"]\n" + ECHO))
                .singleElement()
                .asString()
                .startsWith("gateway.yaml:2: is no valid YAML: ")
                .contains("java.net.URL");
    }

    @Test
    void tagsOfOtherKindsAreRefused() {
        assertThat(file.problems(
                        "server:\n  host: !mine localhost\n  port: !!binary MQ==\n  limits: !!set {}\n" + ECHO))
                .containsExactly(
                        "gateway.yaml:2: server.host: has the tag !mine. Remove the tag",
                        "gateway.yaml:3: server.port: has the tag tag:yaml.org,2002:binary. Remove the tag",
                        "gateway.yaml:4: server.limits: has the tag tag:yaml.org,2002:set. Remove the tag");
    }

    @Test
    void anAliasStandsForItsAnchor() {
        GatewayConfig config = file.config(
                """
                timeouts: &patient {idle: 9m}
                providers:
                  echo: {timeouts: *patient}
                """);

        assertThat(config.providers().get(0).timeouts().idle()).hasMinutes(9);
    }

    @Test
    void aliasesThatUnfoldToTooMuchAreRefused() {
        StringBuilder bomb = new StringBuilder("x0: &x0 [a, b]\n");
        for (int i = 1; i <= 24; i++) {
            bomb.append("x%d: &x%d [*x%d, *x%d]\n".formatted(i, i, i - 1, i - 1));
        }

        assertThat(file.problems(bomb + ECHO)).singleElement().asString().contains("unfolds to too many values");
    }

    @Test
    void anAliasOfItselfIsRefused() {
        assertThat(file.problems("server: &loop {tls: *loop}\n" + ECHO))
                .singleElement()
                .asString()
                .contains("unfolds to too many values");
    }

    @Test
    void nestingWithoutEndIsRefused() {
        assertThat(file.problems("providers: " + "[".repeat(5000) + "]".repeat(5000)))
                .singleElement()
                .asString()
                .contains("is beyond what a configuration may be");
    }

    @Test
    void mergingMapsIsRefused() {
        assertThat(file.problems("providers:\n  echo: &e {}\n  other:\n    <<: *e\n    plugin: echo\n"))
                .containsExactly(
                        "gateway.yaml:4: providers.other.<<: merging maps is not supported. Write the keys out");
    }

    @Test
    void scalarsStayAsTheyAreWritten() {
        GatewayConfig config = file.config("providers:\n  echo: {models: [1.10, 0x10, yes, 2027-01-31]}\n");

        assertThat(config.providers().get(0).models()).containsExactly("1.10", "0x10", "yes", "2027-01-31");
    }

    @Test
    void aNullCountsAsAbsent() {
        assertThat(file.config("server:\n  port:\n  host: ~\nproviders:\n  echo:\n")
                        .server()
                        .port())
                .isEqualTo(8080);
    }
}
