package dev.caravan.provider.ollama;

import dev.caravan.spi.Header;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Upstream;
import dev.caravan.spi.UpstreamRequest;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Calls Ollama by its OpenAI-compatible paths; it generates no images there. */
final class OllamaProvider implements Provider {

    private static final Set<Operation> OPERATIONS = Collections.unmodifiableSet(
            EnumSet.of(Operation.CHAT_COMPLETIONS, Operation.EMBEDDINGS, Operation.MODELS, Operation.PASSTHROUGH));

    private final String chatUrl;
    private final String embeddingsUrl;
    private final String modelsUrl;
    private final String server;
    private final List<Header> headers;

    /** @param server the server's URL without a slash at its end */
    OllamaProvider(String server, List<Header> headers) {
        this.chatUrl = server + "/v1/chat/completions";
        this.embeddingsUrl = server + "/v1/embeddings";
        this.modelsUrl = server + "/v1/models";
        this.server = server;
        this.headers = List.copyOf(headers);
    }

    @Override
    public Set<Operation> operations() {
        return OPERATIONS;
    }

    @Override
    public boolean hasCredentials() {
        return true;
    }

    @Override
    public Upstream prepare(ProviderRequest request) {
        String url =
                switch (request.operation()) {
                    case CHAT_COMPLETIONS -> chatUrl;
                    case EMBEDDINGS -> embeddingsUrl;
                    case MODELS -> modelsUrl;
                    case PASSTHROUGH -> server + request.path();
                    default -> throw new IllegalArgumentException(request.operation() + " is not served");
                };
        String query = request.query();
        return new UpstreamRequest(request.method(), query == null ? url : url + '?' + query, headers);
    }
}
