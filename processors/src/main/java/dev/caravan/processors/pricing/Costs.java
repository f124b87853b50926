package dev.caravan.processors.pricing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.metering.TokenEstimate;
import dev.caravan.processors.request.BodyTree;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import dev.caravan.spi.chat.Usage;
import java.math.BigDecimal;
import java.util.Optional;

/** What calls cost at the prices of the price lists. Thread-safe; remembers where in the lists a model was found. */
public final class Costs {

    private static final int MOST_MODELS = 10_000;

    /** No provider draws nearly as many for one call. */
    private static final long MOST_IMAGES = 1_000_000;

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
        long images = images(call);
        Usage most = Usage.of(estimate.input(), images == 0 ? estimate.output() : images * TOKENS_PER_IMAGE);
        return of(most, target, images);
    }

    /** The USD that a call has cost by what it was told to have used so far; empty when the price is not known. */
    public Optional<BigDecimal> byNow(Call call) {
        Target target = call.target();
        return target == null || call.usage().equals(Usage.NONE) ? Optional.empty() : of(call.usage(), target, 0);
    }

    /** Has the call's cost noted in it when it ends. To be asked while its request is still there. */
    public void noteAtEnd(Call call) {
        long images = images(call);
        call.onEnd(() -> note(call, images));
    }

    private void note(Call call, long images) {
        Target target = call.target();
        if (target != null && call.cost() == null && !call.usage().equals(Usage.NONE)) {
            of(call.usage(), target, images).ifPresent(call::costs);
        }
    }

    private Optional<BigDecimal> of(Usage usage, Target target, long images) {
        Prices prices = facts(target).prices();
        if (prices == null) {
            return Optional.empty();
        }
        if (images == 0) {
            return Cost.of(usage, prices, ServiceTier.STANDARD);
        }
        Optional<BigDecimal> perImage = prices.price(Meter.IMAGE, ServiceTier.STANDARD, 0);
        return perImage.isPresent()
                ? perImage.map(price -> price.multiply(BigDecimal.valueOf(images)))
                : Cost.of(usage, prices, ServiceTier.STANDARD, Meter.IMAGE_OUTPUT);
    }

    /** How many images the call asks for; 0 when it asks for something else. */
    private static long images(Call call) {
        if (call.operation() != Operation.IMAGE_GENERATIONS || call.json() == null) {
            return 0;
        }
        try {
            long images = BodyTree.of(call).path("n").asLong(1);
            return Math.max(1, Math.min(MOST_IMAGES, images));
        } catch (GatewayError unreadable) {
            return 1;
        }
    }
}
