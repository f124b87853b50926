package dev.caravan.gateway.plugins;

import dev.caravan.gateway.config.ConfigDraft;
import dev.caravan.gateway.config.ListenerConfig;
import dev.caravan.processors.evals.Listeners.NamedListener;
import dev.caravan.spi.exchange.ExchangeListener;
import dev.caravan.spi.exchange.ExchangeListenerKind;
import java.util.ArrayList;
import java.util.List;

/** Makes the configured listeners to exchanges. */
public final class ListenerFactory {

    private final KindFactory<ExchangeListener> factory;

    public ListenerFactory(Kinds<ExchangeListenerKind> kinds) {
        this.factory = new KindFactory<ExchangeListener>().with(kinds, ExchangeListenerKind::create);
    }

    /**
     * Makes every listener of a configuration that can be made; may block, as kinds may.
     *
     * @param draft takes the problems of the others
     * @return in the order of the file; the caller closes them
     */
    public List<NamedListener> create(ConfigDraft draft) {
        List<NamedListener> listeners = new ArrayList<>();
        for (ListenerConfig config : draft.config().listeners()) {
            ExchangeListener listener = factory.create(config.kind(), config.settings(), draft.problems());
            if (listener != null) {
                listeners.add(new NamedListener(config.name(), listener));
            }
        }
        return listeners;
    }
}
