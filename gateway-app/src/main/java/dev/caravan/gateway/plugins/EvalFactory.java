package dev.caravan.gateway.plugins;

import dev.caravan.gateway.config.ConfigDraft;
import dev.caravan.gateway.config.EvalConfig;
import dev.caravan.processors.evals.ConfiguredEval;
import dev.caravan.processors.evals.GuardrailEval;
import dev.caravan.spi.exchange.Eval;
import dev.caravan.spi.exchange.EvalKind;
import dev.caravan.spi.guard.GuardrailKind;
import java.util.ArrayList;
import java.util.List;

/** Makes the configured evals. Whatever can be a guardrail can be an eval. */
public final class EvalFactory {

    private final KindFactory<Eval> factory;

    public EvalFactory(Kinds<EvalKind> kinds, Kinds<GuardrailKind> guardrails) {
        this.factory = new KindFactory<Eval>()
                .with(kinds, EvalKind::create)
                .with(guardrails, (kind, settings) -> new GuardrailEval(kind.create(settings)));
    }

    /**
     * Makes every eval of a configuration that can be made; may block, as kinds may.
     *
     * @param draft takes the problems of the others
     * @return in the order of the file; the caller closes them
     */
    public List<ConfiguredEval> create(ConfigDraft draft) {
        List<ConfiguredEval> evals = new ArrayList<>();
        for (EvalConfig config : draft.config().evals()) {
            Eval eval = factory.create(config.kind(), config.settings(), draft.problems());
            if (eval != null) {
                evals.add(new ConfiguredEval(config.name(), eval, config.sample(), config.sources(), config.models()));
            }
        }
        return evals;
    }
}
