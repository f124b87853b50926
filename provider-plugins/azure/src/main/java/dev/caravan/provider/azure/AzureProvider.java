package dev.caravan.provider.azure;

import dev.caravan.spi.Header;
import dev.caravan.spi.ModelInfo;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Upstream;
import dev.caravan.spi.UpstreamRequest;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Calls one resource in OpenAI's dialects. */
final class AzureProvider implements Provider {

    private final AzureUrls urls;
    private final List<Header> headers;
    private final boolean hasCredentials;
    private final Set<Operation> operations;
    private final List<ModelInfo> models;

    AzureProvider(AzureUrls urls, List<Header> headers, boolean hasCredentials) {
        this.urls = urls;
        this.headers = List.copyOf(headers);
        this.hasCredentials = hasCredentials;
        this.models = urls.renamedModels().stream()
                .map(model -> new ModelInfo(model, 0, "azure"))
                .toList();
        this.operations = Collections.unmodifiableSet(operations(urls));
    }

    /** In the enum's order, in which chat completions come before responses. */
    private static Set<Operation> operations(AzureUrls urls) {
        Set<Operation> operations = EnumSet.of(
                Operation.CHAT_COMPLETIONS,
                Operation.EMBEDDINGS,
                Operation.COMPLETIONS,
                Operation.IMAGE_GENERATIONS,
                Operation.IMAGE_EDITS,
                Operation.TRANSCRIPTIONS,
                Operation.TRANSLATIONS,
                Operation.SPEECH,
                Operation.FILES,
                Operation.UPLOADS,
                Operation.BATCHES,
                Operation.REALTIME,
                Operation.PASSTHROUGH);
        if (urls.hasResponses()) {
            operations.add(Operation.RESPONSES);
            operations.add(Operation.RESPONSE_ITEMS);
        }
        if (urls.renamedModels().isEmpty()) {
            operations.add(Operation.MODELS);
        }
        return operations;
    }

    @Override
    public Set<Operation> operations() {
        return operations;
    }

    @Override
    public boolean hasCredentials() {
        return hasCredentials;
    }

    @Override
    public Upstream prepare(ProviderRequest request) {
        return new UpstreamRequest(request.method(), urls.of(request), headers);
    }

    @Override
    public List<ModelInfo> models() {
        return models;
    }
}
