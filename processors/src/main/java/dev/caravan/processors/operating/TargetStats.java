package dev.caravan.processors.operating;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.processors.routing.Alias;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.TargetHealth;
import dev.caravan.spi.wire.Json;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** Whether the targets of aliases are asked, or rest after failures. */
public final class TargetStats implements Supplier<JsonNode> {

    private final TargetHealth health;
    private final List<Target> targets;

    /** @param aliases those of the configuration that serves */
    public TargetStats(TargetHealth health, Collection<Alias> aliases) {
        this.health = health;
        Set<Target> all = new LinkedHashSet<>();
        for (Alias alias : aliases) {
            alias.targets().forEach(weighted -> all.add(weighted.target()));
            all.addAll(alias.policy().contextWindow());
            all.addAll(alias.policy().contentPolicy());
        }
        this.targets = List.copyOf(all);
    }

    @Override
    public JsonNode get() {
        ArrayNode states = Json.array();
        for (Target target : targets) {
            String state = health.state(target).name().toLowerCase(Locale.ROOT).replace('_', '-');
            states.addObject()
                    .put("provider", target.provider().name())
                    .put("model", target.model())
                    .put("state", state);
        }
        return states;
    }
}
