package dev.caravan.processors.pricing;

import dev.caravan.spi.chat.Usage;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What tokens cost, to the last digit. Each token is charged once, by the meter that counts it: input from a cache is no other
 * input, thoughts are no other output. What a provider did not tell counts as nothing.
 */
public final class Cost {

    private static final int MILLION = 6;

    private final Prices prices;
    private final ServiceTier tier;
    private final long wholeInput;
    private BigDecimal sum = BigDecimal.ZERO;
    private boolean unknown;

    private Cost(Prices prices, ServiceTier tier, long wholeInput) {
        this.prices = prices;
        this.tier = tier;
        this.wholeInput = wholeInput;
    }

    /** The USD that texts and sounds cost; empty when the price of one of them is not known. */
    public static Optional<BigDecimal> of(Usage usage, Prices prices, ServiceTier tier) {
        return of(usage, prices, tier, Meter.OUTPUT);
    }

    /** The same where the output is of another kind. */
    static Optional<BigDecimal> of(Usage usage, Prices prices, ServiceTier tier, Meter output) {
        long read = known(usage.cacheRead());
        long written = known(usage.cacheWrite());
        long hour = Math.min(written, known(usage.cacheWriteHour()));
        long heard = heard(usage, read + written);
        long thought = known(usage.reasoning());
        long spoken = known(usage.audioOutput());
        Cost cost = new Cost(prices, tier, known(usage.input()));
        cost.add(Meter.INPUT, known(usage.input()) - read - written - heard);
        cost.add(Meter.CACHE_READ, read);
        cost.add(Meter.CACHE_WRITE, written - hour);
        cost.add(Meter.CACHE_WRITE_1H, hour);
        cost.add(Meter.AUDIO_INPUT, heard);
        cost.add(output, known(usage.output()) - thought - spoken);
        cost.add(Meter.REASONING, thought);
        cost.add(Meter.AUDIO_OUTPUT, spoken);
        return cost.unknown ? Optional.empty() : Optional.of(cost.sum);
    }

    /** Sounds that came from a cache, or went into one, are charged as that. */
    private static long heard(Usage usage, long cached) {
        long heard = known(usage.audioInput());
        return usage.input() == Usage.UNKNOWN ? heard : Math.min(heard, known(usage.input() - cached));
    }

    private void add(Meter meter, long tokens) {
        if (tokens <= 0) {
            return;
        }
        @Nullable BigDecimal price = prices.price(meter, tier, wholeInput).orElse(null);
        if (price == null) {
            unknown = true;
        } else {
            sum = sum.add(price.multiply(BigDecimal.valueOf(tokens)).movePointLeft(MILLION));
        }
    }

    private static long known(long tokens) {
        return Math.max(0, tokens);
    }
}
