package dev.caravan.processors.budgets;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may spend.
 *
 * @param tokensPerRequest the most tokens of one call, input and the answer's limit together; 0 for no limit
 * @param usdPerDay the most USD in a day of UTC, or null for no limit
 * @param usdPerMonth the most USD in a month of UTC, or null for no limit
 */
public record Budget(long tokensPerRequest, @Nullable BigDecimal usdPerDay, @Nullable BigDecimal usdPerMonth) {

    public static final Budget NONE = new Budget(0, null, null);

    public boolean isNone() {
        return tokensPerRequest == 0 && usdPerDay == null && usdPerMonth == null;
    }
}
