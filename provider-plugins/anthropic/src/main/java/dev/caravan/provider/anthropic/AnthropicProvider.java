package dev.caravan.provider.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.Header;
import dev.caravan.spi.HeaderView;
import dev.caravan.spi.ModelInfo;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Upstream;
import dev.caravan.spi.UpstreamRequest;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Puts an upstream request together from strings that are ready since the start: it is on the path of every call. */
final class AnthropicProvider implements Provider {

    private static final Set<Operation> OPERATIONS = Collections.unmodifiableSet(EnumSet.of(
            Operation.MESSAGES,
            Operation.COUNT_TOKENS,
            Operation.ANTHROPIC_FILES,
            Operation.MESSAGE_BATCHES,
            Operation.MODELS,
            Operation.PASSTHROUGH));

    private static final String VERSION = "anthropic-version";
    private static final String BETA = "anthropic-beta";

    /** The most that a page can hold; the default of 20 is not enough. */
    private static final String WHOLE_LIST = "limit=1000";

    private final String messagesUrl;
    private final String countTokensUrl;
    private final String modelsUrl;
    private final String filesUrl;
    private final String api;
    private final String root;
    private final List<Header> credential;
    private final Header version;
    private final List<String> betas;
    private final boolean hasCredentials;

    AnthropicProvider(
            BaseUrl url, List<Header> credential, String version, List<String> betas, boolean hasCredentials) {
        this.messagesUrl = url.api() + "/" + Operation.MESSAGES.path();
        this.countTokensUrl = url.api() + "/" + Operation.COUNT_TOKENS.path();
        this.modelsUrl = url.api() + "/" + Operation.MODELS.path();
        this.filesUrl = url.api() + "/files";
        this.api = url.api() + "/";
        this.root = url.root();
        this.credential = List.copyOf(credential);
        this.version = new Header(VERSION, version);
        this.betas = List.copyOf(betas);
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
                    case MESSAGES -> messagesUrl;
                    case COUNT_TOKENS -> countTokensUrl;
                    case ANTHROPIC_FILES ->
                        filesUrl
                                + request.path()
                                        .substring(
                                                Operation.ANTHROPIC_FILES.path().length());
                    case MESSAGE_BATCHES -> api + request.path();
                    case MODELS -> modelsUrl;
                    case PASSTHROUGH -> root + request.path();
                    default -> throw new IllegalArgumentException(request.operation() + " is not served");
                };
        String query = request.query();
        if (query == null && request.operation() == Operation.MODELS) {
            query = WHOLE_LIST;
        }
        return new UpstreamRequest(
                request.method(), query == null ? url : url + '?' + query, headers(request.headers()));
    }

    /** {@code {"data":[{"id","display_name","created_at","max_input_tokens","max_tokens"}]}}. */
    @Override
    public List<ModelInfo> readModels(JsonNode answer) {
        List<ModelInfo> models = new ArrayList<>();
        for (JsonNode model : answer.path("data")) {
            String id = model.path("id").asText("");
            if (!id.isEmpty()) {
                JsonNode shown = model.path("display_name");
                models.add(new ModelInfo(
                        id,
                        seconds(model.path("created_at").asText("")),
                        "anthropic",
                        shown.isTextual() ? shown.textValue() : null,
                        model.path("max_input_tokens").asLong(0),
                        model.path("max_tokens").asLong(0)));
            }
        }
        return models;
    }

    private static long seconds(String time) {
        try {
            return Instant.parse(time).getEpochSecond();
        } catch (DateTimeParseException unknown) {
            return 0;
        }
    }

    private List<Header> headers(HeaderView client) {
        List<Header> headers = new ArrayList<>(credential);
        if (client.first(VERSION) == null) {
            headers.add(version);
        }
        if (!betas.isEmpty()) {
            headers.add(new Header(BETA, String.join(",", allBetas(client))));
        }
        return headers;
    }

    /** The header that is added replaces the client's, so that it has to say what the client's said. */
    private Set<String> allBetas(HeaderView client) {
        Set<String> all = new LinkedHashSet<>();
        for (String line : client.all(BETA)) {
            for (String beta : line.split(",", -1)) {
                if (!beta.isBlank()) {
                    all.add(beta.strip());
                }
            }
        }
        all.addAll(betas);
        return all;
    }
}
