package dev.caravan.processors.ingestion;

import dev.caravan.processors.pricing.Costs;
import dev.caravan.processors.pricing.Meter;
import dev.caravan.processors.pricing.ModelEntry;
import dev.caravan.processors.pricing.ModelFacts;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.pricing.PriceList;
import dev.caravan.processors.pricing.Prices;
import dev.caravan.processors.pricing.RateCard;
import dev.caravan.processors.pricing.ReportedCosts;
import dev.caravan.processors.pricing.ServiceTier;
import dev.caravan.processors.routing.ProviderRegistry;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Prices: {@code gpt-4o-mini} at OpenAI, 1 USD for a million tokens of input and 10 of output; half of it in batches. */
final class PricedModels {

    private PricedModels() {}

    static ReportedCosts costs() {
        RateCard standard = new RateCard(
                Map.of(Meter.INPUT, BigDecimal.ONE, Meter.OUTPUT, BigDecimal.TEN),
                Collections.emptyNavigableMap(),
                null);
        RateCard half = new RateCard(Map.of(), Collections.emptyNavigableMap(), new BigDecimal("0.5"));
        Prices prices = new Prices(Map.of(ServiceTier.STANDARD, standard, ServiceTier.BATCH, half));
        ModelRegistry models = new ModelRegistry(List.of(new PriceList(List.of(
                new ModelEntry("gpt-4o-mini", Set.of("openai"), new ModelFacts(null, 0, 0, Set.of(), prices))))));
        return new ReportedCosts(new Costs(models), models, new ProviderRegistry(List.of(), Map.of()));
    }
}
