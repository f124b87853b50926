package dev.caravan.processors.genai;

import dev.caravan.processors.pricing.Cost;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.pricing.Prices;
import dev.caravan.processors.pricing.ServiceTier;
import dev.caravan.spi.chat.Usage;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What a reported call costs at the prices of the price lists, where its reporter does not say. */
public final class ModelPrices {

    private final ModelRegistry models;

    public ModelPrices(ModelRegistry models) {
        this.models = models;
    }

    /** The USD; null when provider, model, use or price is not known. */
    public @Nullable BigDecimal of(@Nullable String provider, @Nullable String model, Usage usage) {
        if (provider == null || model == null || usage.total() == 0) {
            return null;
        }
        Prices prices = models.find(provider, model).prices();
        return prices == null
                ? null
                : Cost.of(usage, prices, ServiceTier.STANDARD).orElse(null);
    }
}
