package dev.caravan.processors.a2a;

import dev.caravan.spi.Header;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Upstream;
import dev.caravan.spi.UpstreamRequest;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Sends requests to an agent as they are, at a place that may be learnt later. */
final class AgentProvider implements Provider {

    private final AtomicReference<@Nullable String> url;
    private final List<Header> headers;

    AgentProvider(@Nullable String url, List<Header> headers) {
        this(new AtomicReference<>(url), headers);
    }

    private AgentProvider(AtomicReference<@Nullable String> url, List<Header> headers) {
        this.url = url;
        this.headers = List.copyOf(headers);
    }

    /** The same agent with other headers. */
    AgentProvider with(List<Header> other) {
        return new AgentProvider(url, other);
    }

    void locate(String found) {
        url.set(found);
    }

    @Override
    public Set<Operation> operations() {
        return Set.of(Operation.A2A);
    }

    /** Whether it is known where the agent is. */
    @Override
    public boolean hasCredentials() {
        return url.get() != null;
    }

    @Override
    public Upstream prepare(ProviderRequest request) {
        String known = url.get();
        if (known == null) {
            throw new IllegalStateException("nobody has found out yet where the agent is");
        }
        return new UpstreamRequest(request.method(), known, headers);
    }
}
