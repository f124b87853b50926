package dev.caravan.processors.guardrails;

import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Call;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.guard.Side;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The guardrails of a configuration, in the order in which they are applied. Immutable. */
public final class Guardrails implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Guardrails.class);

    private final List<ConfiguredGuardrail> all;
    private final Set<String> names = new HashSet<>();
    private final Map<Side, List<ConfiguredGuardrail>> everywhere = new EnumMap<>(Side.class);

    /** @param all in order; closed with this */
    public Guardrails(List<ConfiguredGuardrail> all) {
        this.all = List.copyOf(all);
        all.forEach(guardrail -> names.add(guardrail.name()));
        for (Side side : Side.values()) {
            everywhere.put(
                    side,
                    all.stream()
                            .filter(guardrail ->
                                    guardrail.everywhere() && guardrail.sides().contains(side))
                            .toList());
        }
    }

    /** Whether there are none at all. */
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** The names, in order. */
    public List<String> names() {
        return all.stream().map(ConfiguredGuardrail::name).toList();
    }

    /**
     * Those that look at that side of a call: all that look everywhere, and those that its key or a step before has named.
     *
     * @throws GatewayError 500 when one is named that there is not: a call that is to be guarded does not go unguarded
     */
    List<ConfiguredGuardrail> of(Call call, Side side) {
        Principal caller = call.principal();
        List<String> ofKey = caller == null ? List.of() : caller.guardrails();
        List<String> ofSteps = call.isGuarded() ? call.guardrails().names() : List.of();
        if (ofKey.isEmpty() && ofSteps.isEmpty()) {
            return everywhere.getOrDefault(side, List.of());
        }
        requireAll(ofKey);
        requireAll(ofSteps);
        List<ConfiguredGuardrail> chosen = new ArrayList<>(all.size());
        for (ConfiguredGuardrail guardrail : all) {
            String name = guardrail.name();
            if (guardrail.sides().contains(side)
                    && (guardrail.everywhere() || ofKey.contains(name) || ofSteps.contains(name))) {
                chosen.add(guardrail);
            }
        }
        return chosen;
    }

    private void requireAll(List<String> wanted) {
        for (String name : wanted) {
            if (!names.contains(name)) {
                throw GatewayError.of(
                        500,
                        "guardrail_missing",
                        "Guardrail '%s' is to check this call, but it is not configured.",
                        name);
            }
        }
    }

    @Override
    public void close() {
        for (ConfiguredGuardrail guardrail : all) {
            try {
                guardrail.guardrail().close();
            } catch (RuntimeException e) {
                LOG.warn(
                        "Guardrail {} did not close: {}",
                        guardrail.name(),
                        e.getClass().getName());
            }
        }
    }
}
