package dev.caravan.gateway.plugins;

import dev.caravan.gateway.config.ConfigDraft;
import dev.caravan.processors.evals.ConfiguredEval;
import dev.caravan.processors.evals.Listeners.NamedListener;
import dev.caravan.processors.guardrails.Guardrails;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.spi.exchange.EvalKind;
import dev.caravan.spi.exchange.ExchangeListenerKind;
import dev.caravan.spi.guard.GuardrailKind;
import java.util.List;

/** Makes all that a configuration wants of plugins. */
public final class Extensions {

    private final ProviderFactory providers;
    private final GuardrailFactory guardrails;
    private final EvalFactory evals;
    private final ListenerFactory listeners;

    private Extensions(
            ProviderFactory providers, GuardrailFactory guardrails, EvalFactory evals, ListenerFactory listeners) {
        this.providers = providers;
        this.guardrails = guardrails;
        this.evals = evals;
        this.listeners = listeners;
    }

    /**
     * Finds the kinds; blocks.
     *
     * @param host sees what comes with the gateway
     */
    public static Extensions of(ClassLoader host, Plugins plugins) {
        Kinds<GuardrailKind> guardrails = Kinds.load(GuardrailKind.class, GuardrailKind::name, host, plugins);
        Kinds<EvalKind> evals = Kinds.load(EvalKind.class, EvalKind::name, host, plugins);
        Kinds<ExchangeListenerKind> listeners =
                Kinds.load(ExchangeListenerKind.class, ExchangeListenerKind::name, host, plugins);
        return new Extensions(
                new ProviderFactory(plugins),
                new GuardrailFactory(guardrails),
                new EvalFactory(evals, guardrails),
                new ListenerFactory(listeners));
    }

    /**
     * What a configuration wants, in its order.
     *
     * @param providers the caller closes them
     * @param guardrails the caller closes them
     * @param evals the caller closes them
     * @param listeners the caller closes them
     */
    public record Made(
            List<ConfiguredProvider> providers,
            Guardrails guardrails,
            List<ConfiguredEval> evals,
            List<NamedListener> listeners)
            implements AutoCloseable {

        @Override
        public void close() {
            providers.forEach(provider -> provider.provider().close());
            guardrails.close();
            evals.forEach(ConfiguredEval::close);
            listeners.forEach(NamedListener::close);
        }
    }

    /**
     * Makes it all; may block, as plugins may.
     *
     * @throws dev.caravan.gateway.config.ConfigException with everything that is wrong with the configuration
     */
    public Made make(ConfigDraft draft) {
        Made withoutProviders =
                new Made(List.of(), guardrails.create(draft), evals.create(draft), listeners.create(draft));
        try {
            return new Made(
                    providers.create(draft),
                    withoutProviders.guardrails(),
                    withoutProviders.evals(),
                    withoutProviders.listeners());
        } catch (RuntimeException e) {
            withoutProviders.close();
            throw e;
        }
    }
}
