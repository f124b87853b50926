package dev.caravan.processors.routing;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Shows operators which of the configured targets rest. */
public final class TargetGauges {

    private final TargetHealth health;
    private final MultiGauge states;

    public TargetGauges(TargetHealth health, MeterRegistry metrics) {
        this.health = health;
        this.states = MultiGauge.builder("caravan.target.state")
                .description("Whether an alias's target is asked: 0 it is, 1 a few calls decide, 2 it rests")
                .register(metrics);
    }

    /** Shows the targets of these aliases, and of no others any more. */
    public void show(Collection<Alias> aliases) {
        Map<Tags, Row<?>> rows = new LinkedHashMap<>();
        for (Alias alias : aliases) {
            alias.targets().forEach(weighted -> add(weighted.target(), rows));
            alias.policy().contextWindow().forEach(target -> add(target, rows));
            alias.policy().contentPolicy().forEach(target -> add(target, rows));
        }
        states.register(rows.values(), true);
    }

    private void add(Target target, Map<Tags, Row<?>> rows) {
        Tags tags = Tags.of("provider", target.provider().name(), "model", String.valueOf(target.model()));
        rows.put(tags, Row.of(tags, health, known -> known.state(target).number()));
    }
}
