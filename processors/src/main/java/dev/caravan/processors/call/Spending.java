package dev.caravan.processors.call;

import dev.caravan.processors.metering.TokenEstimate;
import dev.caravan.processors.pricing.Count;
import dev.caravan.spi.chat.Usage;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What a call has used, and what that has cost; before it, what it will use at most. Confined to the call's event loop. */
public final class Spending {

    private Usage usage = Usage.NONE;
    private boolean estimated;
    private @Nullable Count count;
    private @Nullable BigDecimal cost;
    private @Nullable String tier;
    private @Nullable TokenEstimate estimate;

    /** What the call's upstream has told of its use so far; {@link Usage#NONE} where it has told nothing. */
    public Usage usage() {
        return usage;
    }

    /** The upstream tells what the call has used by now. */
    public void used(Usage report) {
        this.usage = usage.updatedBy(report);
    }

    /** Nobody told all that the call has used: an estimate says what it can say. */
    public void usedAbout(Usage estimate) {
        this.usage = usage.updatedBy(estimate);
        this.estimated = true;
    }

    /** Whether some of {@link #usage()} is an estimate. */
    public boolean isEstimated() {
        return estimated;
    }

    /** An attempt came to nothing after all: what it has told does not count. */
    public void usedNothing() {
        this.usage = Usage.NONE;
        this.estimated = false;
        this.tier = null;
        this.count = null;
    }

    /** How urgently the provider has served the call, in its own word; null where it has not said. */
    public @Nullable String tier() {
        return tier;
    }

    /** @param word null when the provider does not say: what it said before holds */
    public void servedIn(@Nullable String word) {
        tier = word == null ? tier : word;
    }

    /** What the call has used that is not counted in tokens; null where there is nothing, or nobody told. */
    public @Nullable Count count() {
        return count;
    }

    public void counts(Count used) {
        this.count = used;
    }

    /** What the call has cost in USD; null while it is not over, where it has used nothing, and where nobody knows. */
    public @Nullable BigDecimal cost() {
        return cost;
    }

    public void costs(BigDecimal usd) {
        this.cost = usd;
    }

    /** What the call will use at most, as far as could be told before it; null where nobody wanted to know. */
    public @Nullable TokenEstimate estimate() {
        return estimate;
    }

    public void estimatedAs(TokenEstimate before) {
        this.estimate = before;
    }
}
