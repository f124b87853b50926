package dev.caravan.gateway.config;

import static dev.caravan.gateway.config.ConfigFixture.ECHO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void startWithAnEmptyEnvironment() {
        file = new ConfigFixture(folder);
    }

    @Test
    void withoutAnyFileThereIsTheProviderEchoAndNoKey() {
        GatewayConfig config = new ConfigReader(name -> null, folder.resolve("nowhere.yaml"))
                .read(null)
                .checked();

        assertThat(config.providers()).extracting(ProviderConfig::name).containsExactly("echo");
        assertThat(config.keys()).isEmpty();
        assertThat(config.aliases()).isEmpty();
        assertThat(config.server().host()).isEqualTo("127.0.0.1");
        assertThat(config.server().port()).isEqualTo(8080);
    }

    @Test
    void theDefaultFileIsReadWhenNoneIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("default.yaml"), "providers: {mine: {}}");

        assertThat(new ConfigReader(name -> null, file).read(null).checked().providers())
                .extracting(ProviderConfig::name)
                .containsExactly("mine");
    }

    @Test
    void aNamedFileThatIsMissingIsRefused() {
        Path missing = folder.resolve("nowhere.yaml");

        assertThatThrownBy(() -> new ConfigReader(name -> null).read(missing))
                .isInstanceOf(ConfigException.class)
                .hasMessage(missing + ": there is no such file. Check --config");
    }

    @Test
    void aFolderInsteadOfAFileIsRefused() {
        assertThatThrownBy(() -> new ConfigReader(name -> null).read(folder))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void aFileInAnotherEncodingIsRefused() throws Exception {
        Path latin = folder.resolve("latin.yaml");
        Files.write(latin, "providers: {echo: {x: ü}}".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> new ConfigReader(name -> null).read(latin))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is not written in UTF-8");
    }

    @Test
    void aByteOrderMarkIsIgnored() {
        assertThat(file.config("\uFEFF" + ECHO).providers()).hasSize(1);
    }

    @Test
    void allProblemsAreToldTogetherInTheOrderOfTheFile() {
        String yaml =
                """
                aliases:
                  fast: nobody/x
                server:
                  port: many
                  timeouts: {drain: soon}
                providers:
                  echo: {}
                keys:
                  - role: king
                """;

        assertThat(file.problems(yaml))
                .containsExactly(
                        "gateway.yaml:2: aliases.fast: 'nobody' is no configured provider. Known: echo",
                        "gateway.yaml:4: server.port: 'many' is no whole number from 0 to 65535. Write a number in that range",
                        "gateway.yaml:5: server.timeouts.drain: 'soon' is no time. Write a number with a unit: 500ms, 30s, 5m, 1h, 7d",
                        "gateway.yaml:9: keys[0].name: is missing. Write a name by which logs and the ledger know the key",
                        "gateway.yaml:9: keys[0].hash: is missing. Write hash: \"sha256:<64 hexadecimal digits>\", or key:"
                                + " ${NAME} with the key in that environment variable",
                        "gateway.yaml:9: keys[0].role: 'king' is not one of its values. Write admin, member, read-only");
    }

    @Test
    void theExceptionHasOneLineForEachProblem() {
        ConfigDraft draft = file.read("server: {port: -1, prot: 1}\n" + ECHO);

        assertThatThrownBy(draft::checked)
                .isInstanceOfSatisfying(
                        ConfigException.class, e -> assertThat(e.problems()).hasSize(2))
                .hasMessageContaining("gateway.yaml:1: server.port: ")
                .hasMessageContaining("\n")
                .hasMessageContaining("gateway.yaml:1: server.prot: ");
    }

    @Test
    void unknownKeysAreAllToldWithTheNearestKnownOne() {
        String yaml = ECHO + "server:\n  hots: localhost\n  prot: 1\n  colour: red\n";

        assertThat(file.problems(yaml))
                .containsExactly(
                        "gateway.yaml:4: server.hots: is not a known key. Did you mean 'host'? Known here: access-log,"
                                + " event-loops, host, limits, port, public-url, timeouts, tls, trust-proxies",
                        "gateway.yaml:5: server.prot: is not a known key. Did you mean 'port'? Known here: access-log,"
                                + " event-loops, host, limits, port, public-url, timeouts, tls, trust-proxies",
                        "gateway.yaml:6: server.colour: is not a known key. Known here: access-log,"
                                + " event-loops, host, limits, port, public-url, timeouts, tls, trust-proxies");
        assertThat(file.problems(ECHO + "alias: {}\n"))
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith(
                        "gateway.yaml:3: alias: is not a known key. Did you mean 'aliases'? Known here: a2a-agents, admin, agents, aliases,");
    }

    @Test
    void aSectionOfTheWrongKindIsToldAndTheRestIsRead() {
        assertThat(file.problems("server: here\nproviders: [echo]\nkeys: {name: a}\naliases: 7\ntimeouts: []\n"))
                .containsExactly(
                        "gateway.yaml:1: server: expected a map, found a text. Indent its keys below it",
                        "gateway.yaml:2: providers: expected a map, found a list. Indent its keys below it",
                        "gateway.yaml:3: keys: expected a list, found a map. Start each entry with a dash",
                        "gateway.yaml:4: aliases: expected a map, found a text. Indent its keys below it",
                        "gateway.yaml:5: timeouts: expected a map, found a list. Indent its keys below it");
    }
}
