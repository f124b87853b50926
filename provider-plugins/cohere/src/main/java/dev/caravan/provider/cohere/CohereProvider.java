package dev.caravan.provider.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.Header;
import dev.caravan.spi.ModelInfo;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Upstream;
import dev.caravan.spi.UpstreamRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Puts an upstream request together from strings that are ready since the start: it is on the path of every call. */
final class CohereProvider implements Provider {

    private static final Set<Operation> OPERATIONS = Collections.unmodifiableSet(EnumSet.of(
            Operation.COHERE_CHAT,
            Operation.COHERE_EMBEDDINGS,
            Operation.RERANK,
            Operation.MODELS,
            Operation.PASSTHROUGH));

    /** The longest page that there is: Cohere lists 20 models unless asked for more. */
    private static final String ALL_MODELS = "page_size=1000";

    /** The first version takes documents that are objects, the second one texts alone. */
    private static final String RERANK_V2 = "v2/rerank";

    private final String chatUrl;
    private final String embedUrl;
    private final String rerankUrlV1;
    private final String rerankUrlV2;
    private final String modelsUrl;
    private final String root;
    private final List<Header> headers;
    private final boolean hasCredentials;

    /** @param root the API's URL without its version and without a slash at its end */
    CohereProvider(String root, List<Header> headers, boolean hasCredentials) {
        this.chatUrl = root + "/v2/chat";
        this.embedUrl = root + "/v2/embed";
        this.rerankUrlV1 = root + "/v1/rerank";
        this.rerankUrlV2 = root + "/" + RERANK_V2;
        this.modelsUrl = root + "/v1/models";
        this.root = root;
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
        String query = request.query();
        String url =
                switch (request.operation()) {
                    case COHERE_CHAT -> chatUrl;
                    case COHERE_EMBEDDINGS -> embedUrl;
                    case RERANK -> request.path().equals(RERANK_V2) ? rerankUrlV2 : rerankUrlV1;
                    case MODELS -> {
                        query = query == null ? ALL_MODELS : query;
                        yield modelsUrl;
                    }
                    case PASSTHROUGH -> root + request.path();
                    default -> throw new IllegalArgumentException(request.operation() + " is not served");
                };
        return new UpstreamRequest(request.method(), query == null ? url : url + '?' + query, headers);
    }

    /**
     * Reads {@code {"models":[{"name","context_length"}]}}. Source: <a
     * href="https://docs.cohere.com/reference/list-models">Cohere's API reference, List Models</a>.
     */
    @Override
    public List<ModelInfo> readModels(JsonNode answer) {
        List<ModelInfo> models = new ArrayList<>();
        for (JsonNode model : answer.path("models")) {
            String name = model.path("name").asText("");
            if (!name.isEmpty()) {
                long context = model.path("context_length").asLong(0);
                models.add(new ModelInfo(name, 0, "cohere", null, context, 0));
            }
        }
        return models;
    }
}
