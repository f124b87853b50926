package dev.caravan.processors.evals;

import dev.caravan.processors.auth.ModelPattern;
import dev.caravan.spi.exchange.Eval;
import dev.caravan.spi.exchange.RecordedExchange;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An eval and what it looks at.
 *
 * @param name its name in the configuration
 * @param sample the part of the exchanges that it looks at, from 0 to 1
 * @param sources how exchanges came that it looks at; empty for all
 * @param models patterns of models that it looks at, as {@code provider/model}; empty for all
 */
public record ConfiguredEval(String name, Eval eval, double sample, Set<String> sources, List<String> models) {

    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredEval.class);
    private static final int PARTS = 1 << 20;

    /** It is not needed any more. */
    public void close() {
        try {
            eval.close();
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("eval", name).log("an eval could not be closed");
        }
    }

    /** Whether it looks at that one; the same one always or never. */
    boolean wants(RecordedExchange exchange) {
        return (sources.isEmpty() || sources.contains(exchange.source()))
                && wantsModel(exchange)
                && isInSample(exchange);
    }

    private boolean wantsModel(RecordedExchange exchange) {
        if (models.isEmpty()) {
            return true;
        }
        String model = exchange.servedModel() == null ? exchange.model() : exchange.servedModel();
        String full = exchange.provider() + "/" + model;
        return models.stream()
                .anyMatch(pattern -> ModelPattern.matches(pattern, full) || pattern.equals(exchange.model()));
    }

    /** By its id and the eval's name, so that two evals do not look at the same part. */
    private boolean isInSample(RecordedExchange exchange) {
        int hash = (name + '/' + exchange.requestId()).hashCode() * 0x9E3779B1;
        return (hash >>> 12) < sample * PARTS;
    }
}
