package dev.caravan.provider.openai;

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

/** Puts an upstream request together from strings that are ready since the start: it is on the path of every call. */
final class OpenAiProvider implements Provider {

    private static final Set<Operation> OPERATIONS = Collections.unmodifiableSet(EnumSet.of(
            Operation.CHAT_COMPLETIONS,
            Operation.EMBEDDINGS,
            Operation.IMAGE_GENERATIONS,
            Operation.MODELS,
            Operation.PASSTHROUGH));

    private final String chatUrl;
    private final String embeddingsUrl;
    private final String imagesUrl;
    private final String modelsUrl;
    private final String root;
    private final List<Header> headers;
    private final boolean hasCredentials;

    OpenAiProvider(BaseUrl url, List<Header> headers, boolean hasCredentials) {
        this.chatUrl = url.api() + "/" + Operation.CHAT_COMPLETIONS.path();
        this.embeddingsUrl = url.api() + "/" + Operation.EMBEDDINGS.path();
        this.imagesUrl = url.api() + "/" + Operation.IMAGE_GENERATIONS.path();
        this.modelsUrl = url.api() + "/" + Operation.MODELS.path();
        this.root = url.root();
        this.headers = List.copyOf(headers);
        this.hasCredentials = hasCredentials;
    }

    @Override
    public Set<Operation> operations() {
        return OPERATIONS;
    }

    @Override
    public boolean hasCredentials() {
        return hasCredentials;
    }

    @Override
    public Upstream prepare(ProviderRequest request) {
        String url =
                switch (request.operation()) {
                    case CHAT_COMPLETIONS -> chatUrl;
                    case EMBEDDINGS -> embeddingsUrl;
                    case IMAGE_GENERATIONS -> imagesUrl;
                    case MODELS -> modelsUrl;
                    case PASSTHROUGH -> root + request.path();
                    default -> throw new IllegalArgumentException(request.operation() + " is not served");
                };
        String query = request.query();
        return new UpstreamRequest(request.method(), query == null ? url : url + '?' + query, headers);
    }
}
