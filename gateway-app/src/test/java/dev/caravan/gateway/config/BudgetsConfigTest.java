package dev.caravan.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.processors.budgets.Budget;
import dev.caravan.processors.budgets.BudgetRules;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BudgetsConfigTest {

    @TempDir
    Path folder;

    private ConfigFixture file;

    @BeforeEach
    void startWithAnEmptyEnvironment() {
        file = new ConfigFixture(folder).with("WEB_KEY", "sk-web");
    }

    @Test
    void withoutTheSectionThereIsNoBudget() {
        assertThat(file.config(ConfigFixture.ECHO).budgets()).isEqualTo(BudgetRules.NONE);
        assertThat(file.config(ConfigFixture.ECHO + "budgets:\n").budgets()).isEqualTo(BudgetRules.NONE);
    }

    @Test
    void everyBudgetIsRead() {
        GatewayConfig config = file.config(
                ConfigFixture.ECHO
                        + """
                budgets:
                  per-user: {usd-per-day: 0.25}
                  projects:
                    shop: {usd-per-month: 1000, usd-per-day: 50, tokens-per-request: 100000}
                  unknown-price: free
                  assumed-output-tokens: 1000
                keys:
                  - {name: web, key: "${WEB_KEY}", budgets: {tokens-per-request: 4000, usd-per-day: 10, usd-per-month: 100}}
                """);

        assertThat(config.budgets())
                .isEqualTo(new BudgetRules(
                        new Budget(0, new BigDecimal("0.25"), null),
                        Map.of("shop", new Budget(100_000, new BigDecimal("50"), new BigDecimal("1000"))),
                        true,
                        1000));
        assertThat(config.keys().get(0).principal().budget())
                .isEqualTo(new Budget(4000, new BigDecimal("10"), new BigDecimal("100")));
    }

    @Test
    void wrongBudgetsAreAllRefused() {
        assertThat(
                        file.problems(
                                ConfigFixture.ECHO
                                        + """
                                        budgets:
                                          per-user: {}
                                          projects:
                                            shop: {usd-per-day: a lot, usd-per-month: -1}
                                            blog: {usd-per-week: 1}
                                          unknown-price: ignore
                                        keys:
                                          - {name: web, key: "${WEB_KEY}", budgets: {tokens-per-request: 0}}
                                        """))
                .hasSize(6)
                .anySatisfy(problem -> assertThat(problem).contains("budgets.per-user", "sets no budget"))
                .anySatisfy(problem -> assertThat(problem)
                        .contains(
                                "budgets.projects.shop.usd-per-day", "'a lot' is no amount", "Write an amount of USD"))
                .anySatisfy(problem -> assertThat(problem).contains("budgets.projects.shop.usd-per-month", "'-1'"))
                .anySatisfy(problem -> assertThat(problem).contains("budgets.projects.blog.usd-per-week"))
                .anySatisfy(problem -> assertThat(problem).contains("budgets.unknown-price"))
                .anySatisfy(problem -> assertThat(problem).contains("keys[0].budgets.tokens-per-request"));
    }
}
