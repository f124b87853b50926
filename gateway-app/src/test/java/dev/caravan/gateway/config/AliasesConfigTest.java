package dev.caravan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AliasesConfigTest {

    private static final String PROVIDERS = "providers: {openai: {}, openrouter: {}}\n";

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void startWithAnEmptyEnvironment() {
        file = new ConfigFixture(folder);
    }

    @Test
    void anAliasStandsForAProvidersModel() {
        assertThat(file.config(PROVIDERS + "aliases:\n  gpt-4.1: openai/gpt-4o\n")
                        .aliases())
                .containsExactly(Map.entry("gpt-4.1", new AliasConfig("openai", "gpt-4o")));
    }

    @Test
    void aModelMayHaveSlashes() {
        assertThat(file.config(PROVIDERS + "aliases:\n  best: openrouter/anthropic/claude\n")
                        .aliases())
                .containsValue(new AliasConfig("openrouter", "anthropic/claude"));
    }

    @Test
    void wrongAliasesAreAllRefused() {
        assertThat(
                        file.problems(
                                PROVIDERS
                                        + """
                                aliases:
                                  gpt-4.1: opneai/gpt-4o
                                  bare: gpt-4o
                                  half: openai/
                                  empty:
                                """))
                .containsExactly(
                        "gateway.yaml:3: aliases.gpt-4.1: 'opneai' is no configured provider. Did you mean 'openai'? Known:"
                                + " openai, openrouter",
                        "gateway.yaml:4: aliases.bare: 'gpt-4o' is no provider with a model. Write provider/model, such as"
                                + " openai/gpt-4o",
                        "gateway.yaml:5: aliases.half: 'openai/' is no provider with a model. Write provider/model, such as"
                                + " openai/gpt-4o",
                        "gateway.yaml:6: aliases.empty: is missing. Write provider/model, such as openai/gpt-4o");
    }
}
