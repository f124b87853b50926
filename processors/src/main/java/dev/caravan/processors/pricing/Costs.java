package dev.caravan.processors.pricing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Spending;
import dev.caravan.processors.metering.TokenEstimate;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.Operation;
import dev.caravan.spi.chat.Usage;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What calls cost at the prices of the price lists. Thread-safe; remembers where in the lists a model was found. */
public final class Costs {

    private static final int MOST_MODELS = 10_000;

    /** What a large picture of the best quality has with OpenAI's models that count pictures in tokens. */
    private static final long TOKENS_PER_IMAGE = 6240;

    private final ModelRegistry models;
    private final Cache<Model, ModelFacts> known = Caffeine.newBuilder()
            .maximumSize(MOST_MODELS)
            .executor(Runnable::run)
            .build();

    private record Model(String provider, String name) {}

    public Costs(ModelRegistry models) {
        this.models = models;
    }

    /** What is known of the model that a target asks for. */
    public ModelFacts facts(Target target) {
        String model = target.model();
        return model == null
                ? ModelFacts.UNKNOWN
                : known.get(
                        new Model(target.provider().name(), model), key -> models.find(target.provider(), key.name()));
    }

    /** The USD that a call costs with that target when it uses all of its estimate; empty when the price is not known. */
    public Optional<BigDecimal> atMost(Call call, Target target, TokenEstimate estimate) {
        if (target.model() == null && call.operation() == Operation.MODERATIONS) {
            // What OpenAI moderates with when no model is named is free, as all of its models for that are.
            return Optional.of(BigDecimal.ZERO);
        }
        Count asked = AskedCount.of(call);
        boolean draws = asked != null && asked.meter() == Meter.IMAGE;
        long output = draws ? asked.amount().longValue() * TOKENS_PER_IMAGE : estimate.output();
        return of(Usage.of(estimate.input(), output), asked, target, estimate.tier());
    }

    /** The USD that a call has cost by what it was told to have used so far; empty when the price is not known. */
    public Optional<BigDecimal> byNow(Call call) {
        Target target = call.target();
        Spending spending = call.spending();
        return target == null || spending.usage().equals(Usage.NONE)
                ? Optional.empty()
                : of(spending.usage(), spending.count(), target, ServiceTier.named(spending.tier()));
    }

    /** Has the call's cost noted in it when it ends. To be asked while its request is still there. */
    public void noteAtEnd(Call call) {
        if (call.form() == null) {
            Count asked = AskedCount.of(call);
            call.onEnd(() -> note(call, asked));
        } else {
            // The rest of a form is yet to come.
            call.onEnd(() -> note(call, AskedCount.of(call)));
        }
    }

    private void note(Call call, @Nullable Count asked) {
        Target target = call.target();
        Spending spending = call.spending();
        Count told = spending.count();
        if (target != null
                && spending.cost() == null
                && (told != null || !spending.usage().equals(Usage.NONE))) {
            of(spending.usage(), told == null ? asked : told, target, ServiceTier.named(spending.tier()))
                    .ifPresent(spending::costs);
        }
    }

    /** What is counted one by one costs so where there is a price for that, else by its tokens. */
    private Optional<BigDecimal> of(Usage usage, @Nullable Count count, Target target, ServiceTier tier) {
        Prices prices = facts(target).prices();
        if (prices == null) {
            return Optional.empty();
        }
        if (count == null) {
            return Cost.of(usage, prices, tier);
        }
        Optional<BigDecimal> each = prices.price(count.meter(), tier, 0);
        if (each.isPresent()) {
            return each.map(price -> price.multiply(count.amount()));
        }
        Meter output = count.meter() == Meter.IMAGE ? Meter.IMAGE_OUTPUT : Meter.OUTPUT;
        return usage.equals(Usage.NONE) ? Optional.empty() : Cost.of(usage, prices, tier, output);
    }
}
