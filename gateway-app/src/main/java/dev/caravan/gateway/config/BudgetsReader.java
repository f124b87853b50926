package dev.caravan.gateway.config;

import dev.caravan.processors.budgets.Budget;
import dev.caravan.processors.budgets.BudgetRules;
import dev.caravan.spi.Settings;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code budgets}, and those of a key. */
final class BudgetsReader {

    private static final int MOST_TOKENS = 1_000_000_000;
    private static final BigDecimal MOST_USD = BigDecimal.valueOf(1_000_000_000);

    /** So many digits behind the point are finer than any price. */
    private static final int MAX_SCALE = 12;

    private static final String USD_FIX = "Write an amount of USD, such as 12.50";

    private final ConfigSource source;
    private final ConfigProblems problems;

    BudgetsReader(ConfigSource source, ConfigProblems problems) {
        this.source = source;
        this.problems = problems;
    }

    /** What a call costs whose model has no known price. */
    private enum UnknownPrice {
        REFUSE,
        FREE
    }

    BudgetRules read(Settings root) {
        try (Section budgets = new Section(root, problems).section("budgets")) {
            return new BudgetRules(
                    budget(budgets, "per-user"),
                    projects(budgets.section("projects")),
                    budgets.choice("unknown-price", UnknownPrice.class, UnknownPrice.REFUSE) == UnknownPrice.FREE,
                    budgets.integer("assumed-output-tokens", BudgetRules.USUAL_OUTPUT_TOKENS, 1, MOST_TOKENS));
        }
    }

    /** The budget that stands below a key; none where the key is absent. */
    Budget budget(Section parent, String key) {
        try (Section section = parent.section(key)) {
            if (source.has(section.path()) && source.keysOf(section.path()).isEmpty()) {
                parent.refuse(key, "sets no budget", "Write tokens-per-request, usd-per-day or usd-per-month below it");
            }
            return new Budget(
                    section.integer("tokens-per-request", 0, 1, MOST_TOKENS),
                    usd(section, "usd-per-day"),
                    usd(section, "usd-per-month"));
        }
    }

    private Map<String, Budget> projects(Section section) {
        Map<String, Budget> budgets = new LinkedHashMap<>();
        for (String name : source.keysOf(section.path())) {
            budgets.put(name, budget(section, name));
        }
        return budgets;
    }

    private static @Nullable BigDecimal usd(Section section, String key) {
        Optional<BigDecimal> usd = section.parsed(key, text -> {
            BigDecimal number = number(section, key, text);
            if (number.signum() <= 0 || number.compareTo(MOST_USD) > 0 || number.scale() > MAX_SCALE) {
                throw section.invalid(key, "'" + text + "' is no amount between 0 and a billion", USD_FIX);
            }
            return number;
        });
        return usd.orElse(null);
    }

    private static BigDecimal number(Section section, String key, String text) {
        try {
            return new BigDecimal(text.strip());
        } catch (NumberFormatException e) {
            throw section.invalid(key, "'" + text + "' is no amount", USD_FIX);
        }
    }
}
