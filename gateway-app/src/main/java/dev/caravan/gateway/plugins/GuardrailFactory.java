package dev.caravan.gateway.plugins;

import dev.caravan.gateway.config.ConfigDraft;
import dev.caravan.gateway.config.ConfigProblems;
import dev.caravan.gateway.config.GuardrailConfig;
import dev.caravan.gateway.config.Nearest;
import dev.caravan.processors.guardrails.ConfiguredGuardrail;
import dev.caravan.processors.guardrails.GuardrailAction;
import dev.caravan.processors.guardrails.Guardrails;
import dev.caravan.spi.SettingsException;
import dev.caravan.spi.guard.Guardrail;
import dev.caravan.spi.guard.TextJudge;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the configured guardrails with their kinds. */
public final class GuardrailFactory {

    private final GuardrailKinds kinds;

    public GuardrailFactory(GuardrailKinds kinds) {
        this.kinds = kinds;
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
            Guardrail guardrail = create(config, draft.problems());
            if (guardrail != null) {
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

    private @Nullable Guardrail create(GuardrailConfig config, ConfigProblems problems) {
        String path = config.settings().path();
        String fix = "Ask the author of the kind, or leave the guardrail out";
        try {
            Guardrail guardrail = kinds.create(config.kind(), config.settings());
            if (guardrail == null) {
                refuseKind(config, problems);
                return null;
            }
            problems.addUnread(config.settings());
            if (guardrail instanceof TextJudge && config.action() == GuardrailAction.REDACT) {
                problems.add(
                        path + ".action",
                        "a guardrail of the kind '" + config.kind() + "' finds nothing that could be redacted",
                        "Write block, warn or shadow");
            }
            return guardrail;
        } catch (SettingsException e) {
            problems.add(e);
        } catch (RuntimeException | LinkageError e) {
            // The kind may be foreign code: a fault in it must not stop the gateway from telling what else is wrong.
            problems.add(path, "its kind '" + config.kind() + "' broke: " + RejectionReason.of(e), fix);
        }
        return null;
    }

    private void refuseKind(GuardrailConfig config, ConfigProblems problems) {
        problems.add(
                config.settings().path() + ".kind",
                config.kind().isEmpty() ? "is missing" : "there is no kind '" + config.kind() + "'",
                Nearest.hint(config.kind(), kinds.names()) + "Kinds here: " + String.join(", ", kinds.names()));
    }
}
