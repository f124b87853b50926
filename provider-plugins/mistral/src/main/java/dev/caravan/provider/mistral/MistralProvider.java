package dev.caravan.provider.mistral;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.provider.mistral.chat.MistralChatDialect;
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
import org.jspecify.annotations.Nullable;

/** Calls Mistral's API. */
final class MistralProvider implements Provider {

    private static final String VERSION = "/v1";

    private final String api;
    private final String root;
    private final List<Header> headers;
    private final Operation chat;
    private final Set<Operation> operations;
    private final boolean hasCredentials;

    /**
     * @param api the API's base without a slash at its end
     * @param chat the operation by which chats are asked for
     */
    MistralProvider(String api, List<Header> headers, Operation chat, boolean hasCredentials) {
        this.api = api;
        this.root = api.endsWith(VERSION) ? api.substring(0, api.length() - VERSION.length()) : api;
        this.headers = List.copyOf(headers);
        this.chat = chat;
        this.operations = Collections.unmodifiableSet(EnumSet.of(
                chat,
                Operation.EMBEDDINGS,
                Operation.FILES,
                Operation.TRANSCRIPTIONS,
                Operation.MODERATIONS,
                Operation.MODELS,
                Operation.PASSTHROUGH));
        this.hasCredentials = hasCredentials;
    }

    @Override
    public Set<Operation> operations() {
        return operations;
    }

    @Override
    public @Nullable String dialect(Operation operation) {
        return operation == chat ? MistralChatDialect.NAME : operation.dialect();
    }

    @Override
    public boolean hasCredentials() {
        return hasCredentials;
    }

    @Override
    public Upstream prepare(ProviderRequest request) {
        String url =
                switch (request.operation()) {
                    case CUSTOM_CHAT, CHAT_COMPLETIONS -> api + "/chat/completions";
                    case EMBEDDINGS -> api + "/embeddings";
                    case TRANSCRIPTIONS -> api + "/audio/transcriptions";
                    case MODERATIONS -> api + "/moderations";
                    case FILES -> api + "/" + request.path();
                    case MODELS -> api + "/models";
                    case PASSTHROUGH -> root + request.path();
                    default -> throw new IllegalArgumentException(request.operation() + " is not served");
                };
        String query = request.query();
        return new UpstreamRequest(request.method(), query == null ? url : url + '?' + query, headers);
    }

    @Override
    public List<ModelInfo> readModels(JsonNode answer) {
        List<ModelInfo> models = new ArrayList<>();
        for (JsonNode model : answer.path("data")) {
            String id = model.path("id").asText("");
            if (!id.isEmpty()) {
                JsonNode name = model.path("name");
                models.add(new ModelInfo(
                        id,
                        model.path("created").asLong(0),
                        model.path("owned_by").asText("mistralai"),
                        name.isTextual() ? name.textValue() : null,
                        model.path("max_context_length").asLong(0),
                        0));
            }
        }
        return models;
    }
}
