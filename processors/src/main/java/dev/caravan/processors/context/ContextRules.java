package dev.caravan.processors.context;

import dev.caravan.processors.auth.ModelPattern;
import dev.caravan.processors.routing.Target;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long requests may be.
 *
 * @param models by {@code provider/model}, or by a pattern of it in which {@code *} stands for any text; the model itself wins
 *     over a pattern, and an earlier pattern over a later one
 * @param otherwise for all other models; null when they are left alone
 */
public record ContextRules(Map<String, ContextRule> models, @Nullable ContextRule otherwise) {

    /** Requests are left alone. */
    public static final ContextRules NONE = new ContextRules(Map.of(), null);

    public ContextRules {
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    }

    boolean isEmpty() {
        return models.isEmpty() && otherwise == null;
    }

    /** The rule for a target; null when its requests are left alone. */
    @Nullable
    ContextRule of(Target target) {
        if (models.isEmpty()) {
            return otherwise;
        }
        String name = target.provider().name() + "/" + target.model();
        ContextRule exact = models.get(name);
        if (exact != null) {
            return exact;
        }
        for (Map.Entry<String, ContextRule> entry : models.entrySet()) {
            if (ModelPattern.matches(entry.getKey(), name)) {
                return entry.getValue();
            }
        }
        return otherwise;
    }
}
