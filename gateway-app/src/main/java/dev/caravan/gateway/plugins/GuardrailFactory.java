package dev.caravan.gateway.plugins;

import dev.caravan.gateway.config.ConfigDraft;
import dev.caravan.gateway.config.GuardrailConfig;
import dev.caravan.processors.guardrails.ConfiguredGuardrail;
import dev.caravan.processors.guardrails.GuardrailAction;
import dev.caravan.processors.guardrails.Guardrails;
import dev.caravan.spi.guard.Guardrail;
import dev.caravan.spi.guard.GuardrailKind;
import dev.caravan.spi.guard.TextJudge;
import java.util.ArrayList;
import java.util.List;

/** Makes the configured guardrails with their kinds. */
public final class GuardrailFactory {

    private final KindFactory<Guardrail> factory;

    public GuardrailFactory(Kinds<GuardrailKind> kinds) {
        this.factory = new KindFactory<Guardrail>().with(kinds, GuardrailKind::create);
    }

    /**
     * Makes every guardrail of a configuration that can be made; may block, as kinds may.
     *
     * @param draft takes the problems of the others
     * @return the guardrails in the order of the file; the caller closes them
     */
    public Guardrails create(ConfigDraft draft) {
        List<ConfiguredGuardrail> guardrails = new ArrayList<>();
        for (GuardrailConfig config : draft.config().guardrails()) {
            Guardrail guardrail = factory.create(config.kind(), config.settings(), draft.problems());
            if (guardrail != null) {
                if (guardrail instanceof TextJudge && config.action() == GuardrailAction.REDACT) {
                    draft.problems()
                            .add(
                                    config.settings().path() + ".action",
                                    "a guardrail of the kind '" + config.kind()
                                            + "' finds nothing that could be redacted",
                                    "Write block, warn or shadow");
                }
                guardrails.add(new ConfiguredGuardrail(
                        config.name(),
                        guardrail,
                        config.sides(),
                        config.action(),
                        config.replacement(),
                        config.restore(),
                        config.failsOpen(),
                        config.timeout(),
                        config.window(),
                        config.everywhere()));
            }
        }
        return new Guardrails(guardrails);
    }
}
