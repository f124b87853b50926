package dev.caravan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.context.ContextRule;
import dev.caravan.processors.context.ContextRules;
import dev.caravan.processors.context.ContextStrategy;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextConfigTest {

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void startWithAnEmptyEnvironment() {
        file = new ConfigFixture(folder);
    }

    @Test
    void requestsAreLeftAloneUnlessSaid() {
        assertThat(file.config(ConfigFixture.ECHO).context()).isEqualTo(ContextRules.NONE);
    }

    @Test
    void modelsAndPatternsHaveRulesAndTheRestMayHaveOne() {
        assertThat(file.config(
                                ConfigFixture.ECHO
                                        + """
                                context:
                                  default: {strategy: middle-out}
                                  models:
                                    echo/gpt-4.1: {soft-limit: 100000, hard-limit: 128000}
                                    echo/*: {soft-limit: 5, strategy: summarize, summarizer: echo/small}
                                """)
                        .context())
                .isEqualTo(new ContextRules(
                        Map.of(
                                "echo/gpt-4.1", new ContextRule(100_000, 128_000, ContextStrategy.DROP_OLDEST, null),
                                "echo/*", new ContextRule(5, 0, ContextStrategy.SUMMARIZE, "echo/small")),
                        new ContextRule(0, 0, ContextStrategy.MIDDLE_OUT, null)));
    }

    @Test
    void whatIsWrongIsToldWithItsPlace() {
        assertThat(
                        file.problems(
                                ConfigFixture.ECHO
                                        + """
                                context:
                                  default: {strategy: guess}
                                  models:
                                    gpt-4o: {soft-limit: 1}
                                    far/x: {soft-limit: 1}
                                    echo/a: {soft-limit: 9, hard-limit: 8}
                                    echo/b: {strategy: summarize}
                                    echo/c: {strategy: summarize, summarizer: "*/x"}
                                    echo/d: {limit: 5}
                                """))
                .satisfiesExactlyInAnyOrder(
                        strategy ->
                                assertThat(strategy).startsWith("gateway.yaml:4: context.default.strategy: 'guess'"),
                        bare -> assertThat(bare)
                                .startsWith("gateway.yaml:6: context.models.gpt-4o: 'gpt-4o' is no provider with a"),
                        far -> assertThat(far)
                                .startsWith("gateway.yaml:7: context.models.far/x: 'far' is no configured provider"),
                        soft -> assertThat(soft)
                                .startsWith("gateway.yaml:8: context.models.echo/a.soft-limit: is above the hard"),
                        none -> assertThat(none)
                                .startsWith("gateway.yaml:9: context.models.echo/b.summarizer: is missing"),
                        any -> assertThat(any)
                                .startsWith("gateway.yaml:10: context.models.echo/c.summarizer: '*' is no configured"),
                        unknown -> assertThat(unknown).startsWith("gateway.yaml:11: context.models.echo/d.limit: "));
    }
}
