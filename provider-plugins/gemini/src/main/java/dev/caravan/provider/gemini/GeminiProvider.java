package dev.caravan.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.provider.gemini.wire.ModelName;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Header;
import dev.caravan.spi.ModelInfo;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Upstream;
import dev.caravan.spi.UpstreamRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Names the upstream's address of a call. The model and the wish for a stream are in the path. */
final class GeminiProvider implements Provider {

    private static final Set<Operation> GEMINI = Collections.unmodifiableSet(EnumSet.of(
            Operation.GENERATE_CONTENT, Operation.GEMINI_EMBEDDINGS, Operation.MODELS, Operation.PASSTHROUGH));

    /** Vertex AI has other paths and formats for embeddings and for its list of models. */
    private static final Set<Operation> VERTEX =
            Collections.unmodifiableSet(EnumSet.of(Operation.GENERATE_CONTENT, Operation.PASSTHROUGH));

    /** The most that a page can hold; the default of 50 is not enough. */
    private static final String WHOLE_LIST = "pageSize=1000";

    private final Endpoint endpoint;
    private final List<Header> headers;
    private final boolean hasCredentials;
    private final boolean keepsClientKey;

    /** @param keepsClientKey whether a {@code key} in the client's query is the credential that is to go upstream */
    GeminiProvider(Endpoint endpoint, List<Header> headers, boolean hasCredentials, boolean keepsClientKey) {
        this.endpoint = endpoint;
        this.headers = List.copyOf(headers);
        this.hasCredentials = hasCredentials;
        this.keepsClientKey = keepsClientKey;
    }

    @Override
    public Set<Operation> operations() {
        return endpoint.vertex() ? VERTEX : GEMINI;
    }

    @Override
    public boolean hasCredentials() {
        return hasCredentials;
    }

    @Override
    public Upstream prepare(ProviderRequest request) {
        String query = request.query();
        return switch (request.operation()) {
            case GENERATE_CONTENT ->
                request.stream()
                        ? call(request, ":streamGenerateContent", "alt=sse")
                        : call(request, ":generateContent", null);
            case GEMINI_EMBEDDINGS -> call(request, ":batchEmbedContents", null);
            case MODELS ->
                new UpstreamRequest(
                        "GET", withQuery(endpoint.api() + "/models", query == null ? WHOLE_LIST : query), headers);
            case PASSTHROUGH ->
                new UpstreamRequest(request.method(), withQuery(endpoint.root() + request.path(), query), headers);
            default -> throw new IllegalArgumentException(request.operation() + " is not served");
        };
    }

    /** {@code {"models":[{"name":"models/…","displayName","inputTokenLimit","outputTokenLimit"}]}}. */
    @Override
    public List<ModelInfo> readModels(JsonNode answer) {
        List<ModelInfo> models = new ArrayList<>();
        for (JsonNode model : answer.path("models")) {
            String name = model.path("name").asText("");
            String id = name.startsWith("models/") ? name.substring("models/".length()) : name;
            if (!id.isEmpty()) {
                JsonNode shown = model.path("displayName");
                models.add(new ModelInfo(
                        id,
                        0,
                        "google",
                        shown.isTextual() ? shown.textValue() : null,
                        model.path("inputTokenLimit").asLong(0),
                        model.path("outputTokenLimit").asLong(0)));
            }
        }
        return models;
    }

    private Upstream call(ProviderRequest request, String method, @Nullable String ownQuery) {
        if (request.model() == null || request.model().isEmpty()) {
            throw GatewayError.badRequest("missing_required_parameter", "Missing required parameter: 'model'.")
                    .withParam("model");
        }
        ModelName model = ModelName.of(request.model());
        String url = endpoint.api() + "/" + (endpoint.vertex() ? model.asModel() : model).inPath() + method;
        String kept = kept(request.query());
        String query = ownQuery == null ? kept : kept == null ? ownQuery : kept + "&" + ownQuery;
        return new UpstreamRequest("POST", withQuery(url, query), headers);
    }

    /** The client's query without what the gateway decides by itself: the answer's form and the credential. */
    private @Nullable String kept(@Nullable String query) {
        if (query == null) {
            return null;
        }
        String kept = Arrays.stream(query.split("&", -1)).filter(this::isKept).collect(Collectors.joining("&"));
        return kept.isEmpty() ? null : kept;
    }

    private boolean isKept(String parameter) {
        String name = parameter.substring(0, (parameter + "=").indexOf('='));
        return switch (name) {
            case "", "alt", "$alt" -> false;
            case "key" -> keepsClientKey;
            default -> true;
        };
    }

    private static String withQuery(String url, @Nullable String query) {
        return query == null ? url : url + '?' + query;
    }
}
