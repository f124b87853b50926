package dev.caravan.processors.budgets;

import dev.caravan.processors.budgets.SpendBook.Refusal;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.GatewayError;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Words why a call is not paid for, and counts it. Whose budget it was never becomes a label. */
final class BudgetRefusals {

    private static final String REQUEST = "request";
    private static final String PRICE = "price";

    private final Map<Labels, Counter> counters = new ConcurrentHashMap<>();
    private final MeterRegistry registry;

    private record Labels(BudgetKind kind, String period) {}

    BudgetRefusals(MeterRegistry registry) {
        this.registry = registry;
        for (BudgetKind kind : BudgetKind.values()) {
            counter(kind, REQUEST);
            counter(kind, PRICE);
            for (BudgetPeriod period : BudgetPeriod.values()) {
                counter(kind, period.word());
            }
        }
    }

    /** The call may use more tokens than one call may. */
    GatewayError tokens(BudgetClaim claim, long tokens) {
        counter(claim.kind(), REQUEST).increment();
        return GatewayError.of(
                422,
                "token_cap_exceeded",
                "This request may use %d tokens, its input and the answer's limit together, and %s may use %d for one. Shorten"
                        + " it, or set a lower limit on the answer.",
                tokens,
                claim.holder(),
                claim.budget().tokensPerRequest());
    }

    /** A project's spend is that of all its keys, so it is not told to one of them. */
    GatewayError exceeded(Refusal refusal, BigDecimal usd) {
        BudgetClaim claim = refusal.claim();
        BudgetPeriod period = refusal.period();
        counter(claim.kind(), period.word()).increment();
        BigDecimal limit = period.limit(claim.budget());
        String standing = claim.kind() == BudgetKind.PROJECT
                ? ""
                : ", of which %s are spent and %s held by calls in flight"
                        .formatted(
                                plain(refusal.balance().spent()),
                                plain(refusal.balance().reserved()));
        return GatewayError.of(
                422,
                "budget_exceeded",
                "The budget of %s for this %s is used up: it has %s USD%s, and this call may cost up to %s. It is renewed at %s.",
                claim.holder(),
                period.word(),
                limit == null ? "0" : plain(limit),
                standing,
                plain(usd),
                refusal.renewal());
    }

    /** Nobody knows what the call would cost. */
    GatewayError priceUnknown(BudgetClaim claim, Target target) {
        counter(claim.kind(), PRICE).increment();
        if (target.model() == null) {
            return GatewayError.of(
                    422,
                    "price_unknown",
                    "The call names no model, so that its price cannot be known, and %s has a budget in USD. Name a model, or set"
                            + " budgets.unknown-price to 'free'.",
                    claim.holder());
        }
        return GatewayError.of(
                422,
                "price_unknown",
                "The price of model '%s' of provider '%s' is not known, and %s has a budget in USD. Add the model to the price"
                        + " list (prices.yaml), or set budgets.unknown-price to 'free'.",
                target.model(),
                target.provider().name(),
                claim.holder());
    }

    private Counter counter(BudgetKind kind, String period) {
        return counters.computeIfAbsent(new Labels(kind, period), labels -> Counter.builder("caravan.budget.refused")
                .description("Calls that a budget did not pay for")
                .tag("kind", labels.kind().word())
                .tag("period", labels.period())
                .register(registry));
    }

    private static String plain(BigDecimal usd) {
        return usd.signum() == 0 ? "0" : usd.stripTrailingZeros().toPlainString();
    }
}
