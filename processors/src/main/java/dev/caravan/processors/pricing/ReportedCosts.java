package dev.caravan.processors.pricing;

import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.processors.routing.ProviderRegistry;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.chat.Usage;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What exchanges cost that were not made by the gateway, or passed through it unread, at the prices of the price lists. Their
 * provider may be one of the configuration, or any that the lists know. Thread-safe.
 */
public final class ReportedCosts {

    private final Costs costs;
    private final ModelRegistry models;
    private final ProviderRegistry providers;

    /** @param costs remembers the models of the configured providers */
    public ReportedCosts(Costs costs, ModelRegistry models, ProviderRegistry providers) {
        this.costs = costs;
        this.models = models;
        this.providers = providers;
    }

    /**
     * The USD that an exchange has cost.
     *
     * @param provider who served it, in the reporter's word
     * @param served the model as the provider names it, whose price counts where it is known
     * @param model the model as the client named it
     * @param tier how urgently it was served
     * @return empty when the provider, the use or a price is not known, which is not the same as zero
     */
    public Optional<BigDecimal> of(
            @Nullable String provider, @Nullable String served, @Nullable String model, Usage usage, ServiceTier tier) {
        if (provider == null || usage.equals(Usage.NONE)) {
            return Optional.empty();
        }
        return Arrays.asList(served, model).stream()
                .filter(Objects::nonNull)
                .map(name -> facts(provider, name).prices())
                .filter(prices -> prices != null && !prices.isEmpty())
                .findFirst()
                .flatMap(prices -> Cost.of(usage, prices, tier));
    }

    private ModelFacts facts(String provider, String model) {
        Optional<ConfiguredProvider> configured = providers.provider(provider);
        return configured.isPresent()
                ? costs.facts(new Target(configured.get(), model))
                : models.find(provider.toLowerCase(Locale.ROOT), model);
    }
}
