package dev.caravan.processors.routing;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.pricing.Meter;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.pricing.Prices;
import dev.caravan.processors.pricing.ServiceTier;
import dev.caravan.processors.routing.Alias.Weighted;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

/** Orders the targets of an alias for one call. Thread-safe. */
public final class TargetOrder {

    private static final BigDecimal UNKNOWN = BigDecimal.valueOf(Long.MAX_VALUE);

    private final TargetHealth health;
    private final ModelRegistry models;
    private final DoubleSupplier random;
    private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();

    /** @param random numbers from 0 to 1, without 1 */
    public TargetOrder(TargetHealth health, ModelRegistry models, DoubleSupplier random) {
        this.health = health;
        this.models = models;
        this.random = random;
    }

    /** @param name the alias's name */
    Targets order(String name, Alias alias, Call call) {
        List<Target> targets = new ArrayList<>();
        alias.targets().forEach(weighted -> targets.add(weighted.target()));
        if (targets.size() > 1) {
            switch (alias.strategy()) {
                case FALLBACK -> {}
                case ROUND_ROBIN -> Collections.rotate(targets, -turn(name, targets.size()));
                case WEIGHTED -> shuffle(alias.targets(), targets);
                case LEAST_LATENCY ->
                    targets.sort(Comparator.comparingDouble(
                            target -> latency(target, alias.policy().rules())));
                case CHEAPEST -> targets.sort(Comparator.comparing(this::price));
                case STICKY_SESSION -> Collections.rotate(targets, -place(call, targets.size()));
            }
        }
        return new Targets(targets, alias.policy());
    }

    private int turn(String name, int count) {
        AtomicInteger next = turns.computeIfAbsent(name, unused -> new AtomicInteger());
        return Math.floorMod(next.getAndIncrement(), count);
    }

    /** Draws one after the other, each by its share of what is left. */
    private void shuffle(List<Weighted> weighted, List<Target> targets) {
        List<Weighted> left = new ArrayList<>(weighted);
        targets.clear();
        while (!left.isEmpty()) {
            double point = random.getAsDouble()
                    * left.stream().mapToInt(Weighted::weight).sum();
            int drawn = 0;
            while (drawn < left.size() - 1 && point >= left.get(drawn).weight()) {
                point -= left.get(drawn).weight();
                drawn++;
            }
            targets.add(left.remove(drawn).target());
        }
    }

    /** A target that was never asked comes first: else it would never be. */
    private double latency(Target target, ResilienceRules rules) {
        double latency = health.of(target, rules).latencyMillis();
        return Double.isNaN(latency) ? 0 : latency;
    }

    /** Of a token in and a token out, as most calls have both. */
    private BigDecimal price(Target target) {
        String model = target.model();
        if (model == null) {
            return UNKNOWN;
        }
        Prices prices = models.find(target.provider(), model).prices();
        return prices == null
                ? UNKNOWN
                : prices.price(Meter.INPUT, ServiceTier.STANDARD, 0)
                        .flatMap(input -> prices.price(Meter.OUTPUT, ServiceTier.STANDARD, 0)
                                .map(input::add))
                        .orElse(UNKNOWN);
    }

    private static int place(Call call, int count) {
        String session = call.request().headers().get("x-ingate-session-id");
        String who = session != null
                ? session
                : call.principal() == null ? "" : call.principal().name();
        return Math.floorMod(who.hashCode(), count);
    }
}
