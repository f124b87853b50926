package dev.caravan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefaultProviderConfigTest {

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void prepare() {
        file = new ConfigFixture(folder);
    }

    @Test
    void isOneOfTheProvidersOrNone() throws Exception {
        assertThat(file.config("providers: {echo: {}}\ndefault-provider: echo\n")
                        .defaultProvider())
                .isEqualTo("echo");
        assertThat(file.config("providers: {echo: {}}\n").defaultProvider()).isNull();
    }

    @Test
    void isRefusedWhereNoProviderHasThatName() throws Exception {
        assertThat(file.problems("providers: {echo: {}}\ndefault-provider: ecko\n"))
                .containsExactly(
                        "gateway.yaml:2: default-provider: 'ecko' is no configured provider. Did you mean 'echo'? Known: echo");
        assertThat(file.problems("providers: {echo: {}}\ndefault-provider: {a: b}\n"))
                .singleElement()
                .asString()
                .contains("default-provider");
    }
}
