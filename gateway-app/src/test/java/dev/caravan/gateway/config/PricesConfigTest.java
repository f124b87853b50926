package dev.caravan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PricesConfigTest {

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void startInAnEmptyFolder() {
        file = new ConfigFixture(folder);
    }

    @Test
    void theListBesideTheConfigurationIsReadByItself() throws IOException {
        assertThat(file.config(ConfigFixture.ECHO).prices()).isEmpty();

        Path list = Files.writeString(folder.resolve("prices.yaml"), "models: []");
        assertThat(file.config(ConfigFixture.ECHO).prices()).containsExactly(list);
    }

    @Test
    void theListsThatAreNamedAreReadInTheirOrderAndNoOther() throws IOException {
        Files.writeString(folder.resolve("prices.yaml"), "models: []");
        Path first = Files.writeString(folder.resolve("own.yaml"), "models: []");
        Path second = Files.writeString(folder.resolve("litellm.json"), "{}");

        assertThat(file.config(ConfigFixture.ECHO + "prices: [own.yaml, " + second + "]\n")
                        .prices())
                .containsExactly(first, second);
        assertThat(file.config(ConfigFixture.ECHO + "prices: []\n").prices()).isEmpty();
        assertThat(file.config(ConfigFixture.ECHO + "prices: own.yaml\n").prices())
                .containsExactly(first);
    }

    @Test
    void aListThatIsMissingIsRefused() {
        assertThat(file.problems(ConfigFixture.ECHO + "prices:\n  - gone.yaml\n"))
                .containsExactly(
                        "gateway.yaml:4: prices[0]: 'gone.yaml' is no file that can be read. Write the path of a"
                                + " price list; a relative one starts from the configuration's folder");
        assertThat(file.problems(ConfigFixture.ECHO + "prices: {a: b}\n"))
                .containsExactly("gateway.yaml:3: prices: expected a list, found a map. Write [one, two]");
    }
}
