package dev.caravan.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("gateway.yaml");
    }

    @Test
    void aGoodConfigurationIsSaidToBeOne() throws Exception {
        Files.writeString(file, "providers:\n  openai: {api-key: \"${KEY}\"}\n");

        CliRun run = CliRun.of(Map.of("KEY", "k"), "validate", "--config=" + file, "--plugins=" + folder);

        assertThat(run).isEqualTo(new CliRun(0, file + ": no problem found\n", ""));
    }

    @Test
    void everyProblemIsToldThoseOfThePluginsIncluded() throws Exception {
        Files.writeString(
                file, "server:\n  port: 99999\nproviders:\n  openai:\n    url: nowhere\n  house: {plugin: hose}\n");

        CliRun run = validate();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .satisfiesExactly(
                        port -> assertThat(port).startsWith(file + ":2: server.port: "),
                        url -> assertThat(url).startsWith(file + ":5: providers.openai.url: "),
                        plugin -> assertThat(plugin).startsWith(file + ":6: providers.house.plugin: "));
    }

    @Test
    void aPriceListThatIsBrokenIsTold() throws Exception {
        Files.writeString(folder.resolve("own-prices.yaml"), "modles: {}\n");
        Files.writeString(file, "providers: {echo: {}}\nprices: [own-prices.yaml]\n");

        CliRun run = validate();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("own-prices.yaml:1: modles: ");
    }

    @Test
    void aPluginThatIsSkippedIsTold() throws Exception {
        Files.writeString(file, "providers: {echo: {}}\n");
        Files.writeString(folder.resolve("broken.jar"), "no jar");

        CliRun run = validate();

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).startsWith("Skipped plugin broken.jar: ");
    }

    @Test
    void aFileThatIsNotThereIsTold() {
        CliRun run = validate();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(file.toString());
    }

    @Test
    void wrongOptionsAndHelpAreThoseOfTheGateway() {
        assertThat(CliRun.of(Map.of(), "validate", "--confg=x").err()).contains("Did you mean '--config'?");
        assertThat(CliRun.of(Map.of(), "validate", "--confg=x").exitCode()).isEqualTo(2);
        assertThat(CliRun.of(Map.of(), "validate", "--help").out()).contains("validate", "--config=PATH");
    }

    private CliRun validate() {
        return CliRun.of(Map.of(), "validate", "--config=" + file, "--plugins=" + folder);
    }
}
