package dev.caravan.provider.ollama;

import dev.caravan.spi.Header;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Upstream;
import dev.caravan.spi.UpstreamRequest;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Calls Ollama by its own paths and by its OpenAI-compatible ones; it generates no images there.
 *
 * <p>A call in another format is translated to Ollama's own: it thinks on demand and shows its thoughts, and takes {@code top_k},
 * {@code min_p} and a limit of tokens under one name, where the compatible paths pass over what they do not know without a word.
 * The prompt of {@code api/generate} holds no conversation, so it comes last.
 */
final class OllamaProvider implements Provider {

    private static final Set<Operation> OPERATIONS = Collections.unmodifiableSet(new LinkedHashSet<>(List.of(
            Operation.OLLAMA_CHAT,
            Operation.CHAT_COMPLETIONS,
            Operation.OLLAMA_GENERATE,
            Operation.OLLAMA_EMBEDDINGS,
            Operation.EMBEDDINGS,
            Operation.COMPLETIONS,
            Operation.MODELS,
            Operation.PASSTHROUGH)));

    private final String ownChatUrl;
    private final String generateUrl;
    private final String ownEmbeddingsUrl;
    private final String chatUrl;
    private final String embeddingsUrl;
    private final String completionsUrl;
    private final String modelsUrl;
    private final String server;
    private final List<Header> headers;

    /** @param server the server's URL without a slash at its end */
    OllamaProvider(String server, List<Header> headers) {
        this.ownChatUrl = server + "/api/chat";
        this.generateUrl = server + "/api/generate";
        this.ownEmbeddingsUrl = server + "/api/embed";
        this.chatUrl = server + "/v1/chat/completions";
        this.embeddingsUrl = server + "/v1/embeddings";
        this.completionsUrl = server + "/v1/completions";
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
                    case OLLAMA_CHAT -> ownChatUrl;
                    case OLLAMA_GENERATE -> generateUrl;
                    case OLLAMA_EMBEDDINGS -> ownEmbeddingsUrl;
                    case CHAT_COMPLETIONS -> chatUrl;
                    case EMBEDDINGS -> embeddingsUrl;
                    case COMPLETIONS -> completionsUrl;
                    case MODELS -> modelsUrl;
                    case PASSTHROUGH -> server + request.path();
                    default -> throw new IllegalArgumentException(request.operation() + " is not served");
                };
        String query = request.query();
        return new UpstreamRequest(request.method(), query == null ? url : url + '?' + query, headers);
    }
}
