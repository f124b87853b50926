package dev.caravan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.gateway.config.AliasConfig.TargetConfig;
import dev.caravan.processors.routing.FailureClass;
import dev.caravan.processors.routing.ResilienceRules;
import dev.caravan.processors.routing.ResilienceRules.Breaker;
import dev.caravan.processors.routing.Strategy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
                .containsExactly(Map.entry("gpt-4.1", AliasConfig.of(new TargetConfig("openai", "gpt-4o", 1))));
    }

    @Test
    void aModelMayHaveSlashes() {
        assertThat(file.config(PROVIDERS + "aliases:\n  best: openrouter/anthropic/claude\n")
                        .aliases())
                .containsValue(AliasConfig.of(new TargetConfig("openrouter", "anthropic/claude", 1)));
    }

    @Test
    void anAliasMayStandForSeveralTargetsWithAStrategy() {
        assertThat(file.config(
                                PROVIDERS
                                        + """
                                aliases:
                                  smart:
                                    targets: [openai/gpt-4o, openrouter/anthropic/claude]
                                    strategy: weighted
                                    weights: {openai/gpt-4o: 3}
                                    retries: 2
                                    backoff: 1s
                                    context-window-fallback: [openai/gpt-4.1]
                                    content-policy-fallback: [openrouter/x/y, openai/gpt-4o]
                                """)
                        .aliases())
                .containsExactly(Map.entry(
                        "smart",
                        new AliasConfig(
                                List.of(
                                        new TargetConfig("openai", "gpt-4o", 3),
                                        new TargetConfig("openrouter", "anthropic/claude", 1)),
                                Strategy.WEIGHTED,
                                2,
                                Duration.ofSeconds(1),
                                List.of(new TargetConfig("openai", "gpt-4.1", 1)),
                                List.of(
                                        new TargetConfig("openrouter", "x/y", 1),
                                        new TargetConfig("openai", "gpt-4o", 1)),
                                ResilienceRules.DEFAULT)));
    }

    @Test
    void anAliasHasTheGatewaysRulesButForWhatItSaysItself() {
        Map<String, AliasConfig> aliases = file.config(
                        PROVIDERS
                                + """
                        resilience:
                          cooldown: {rate-limit: 30s, overload: 10s, auth: 0s}
                          breaker: {failures: 25%, calls: 8, rest: 1m}
                        aliases:
                          plain: {targets: [openai/gpt-4o]}
                          own:
                            targets: [openai/gpt-4o]
                            resilience: {cooldown: {overload: 1s, server-error: 2s}, breaker: {rest: 5s}}
                        """)
                .aliases();

        assertThat(aliases.values())
                .extracting(AliasConfig::rules)
                .containsExactly(
                        new ResilienceRules(
                                Map.of(
                                        FailureClass.RATE_LIMIT, Duration.ofSeconds(30),
                                        FailureClass.OVERLOAD, Duration.ofSeconds(10)),
                                new Breaker(25, 8, Duration.ofMinutes(1))),
                        new ResilienceRules(
                                Map.of(
                                        FailureClass.RATE_LIMIT, Duration.ofSeconds(30),
                                        FailureClass.OVERLOAD, Duration.ofSeconds(1),
                                        FailureClass.SERVER_ERROR, Duration.ofSeconds(2)),
                                new Breaker(25, 8, Duration.ofSeconds(5))));
    }

    @Test
    void wrongRulesAreAllRefused() {
        assertThat(
                        file.problems(
                                PROVIDERS
                                        + """
                                resilience: {cooldown: {rate: 1s, auth: soon}, breaker: {failures: 0%, calls: 1}}
                                aliases:
                                  far: {targets: [openai/gpt-4o], context-window-fallback: [elsewhere/x]}
                                  own: {targets: [openai/gpt-4o], resilience: {brakes: {}}}
                                """))
                .satisfiesExactlyInAnyOrder(
                        rate -> assertThat(rate).contains("resilience.cooldown.rate: "),
                        auth -> assertThat(auth).contains("resilience.cooldown.auth: 'soon' is no time"),
                        share -> assertThat(share).contains("resilience.breaker.failures: '0%' is no share of calls"),
                        calls -> assertThat(calls).contains("resilience.breaker.calls: "),
                        far -> assertThat(far)
                                .startsWith("gateway.yaml:4: aliases.far.context-window-fallback: 'elsewhere' is no"),
                        own -> assertThat(own).startsWith("gateway.yaml:5: aliases.own.resilience.brakes: "));
    }

    @Test
    void wrongTargetsAreRefusedWithTheirPlace() {
        assertThat(
                        file.problems(
                                PROVIDERS
                                        + """
                                aliases:
                                  none: {strategy: fallback}
                                  far: {targets: [openai/gpt-4o, elsewhere/x]}
                                  odd: {targets: [openai/gpt-4o], strategy: luck}
                                  heavy: {targets: [openai/gpt-4o], weights: {openai/gpt-5: 2}}
                                """))
                .hasSize(4)
                .satisfiesExactly(
                        none -> assertThat(none).startsWith("gateway.yaml:3: aliases.none.targets: is missing."),
                        far -> assertThat(far)
                                .startsWith(
                                        "gateway.yaml:4: aliases.far.targets: 'elsewhere' is no configured provider."),
                        odd -> assertThat(odd).startsWith("gateway.yaml:5: aliases.odd.strategy: 'luck'"),
                        heavy -> assertThat(heavy).startsWith("gateway.yaml:6: aliases.heavy.weights.openai/gpt-5"));
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
