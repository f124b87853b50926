package dev.caravan.provider.openai;

import dev.caravan.spi.Header;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Upstream;
import dev.caravan.spi.UpstreamRequest;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts an upstream request together from strings that are ready since the start: it is on the path of every call. */
final class OpenAiProvider implements Provider {

    private final Map<Operation, String> urls = new EnumMap<>(Operation.class);
    private final String api;
    private final String root;
    private final List<Header> headers;
    private final Set<Operation> operations;
    private final String chatDialect;
    private final boolean hasCredentials;

    /** @param chatDialect the name of the dialect in which chats from other dialects are written */
    OpenAiProvider(
            BaseUrl url, List<Header> headers, Set<Operation> operations, String chatDialect, boolean hasCredentials) {
        this.api = url.api() + "/";
        this.root = url.root();
        this.headers = List.copyOf(headers);
        // An enum set keeps the enum's order, in which chat completions come before responses.
        this.operations = Collections.unmodifiableSet(EnumSet.copyOf(operations));
        this.chatDialect = chatDialect;
        this.hasCredentials = hasCredentials;
        operations.forEach(operation -> urls.put(operation, api + operation.path()));
    }

    @Override
    public Set<Operation> operations() {
        return operations;
    }

    @Override
    public @Nullable String dialect(Operation operation) {
        return operation == Operation.CHAT_COMPLETIONS ? chatDialect : operation.dialect();
    }

    @Override
    public boolean hasCredentials() {
        return hasCredentials;
    }

    @Override
    public Upstream prepare(ProviderRequest request) {
        String url =
                switch (request.operation()) {
                    case PASSTHROUGH -> root + request.path();
                    case RESPONSE_ITEMS, FILES, UPLOADS, BATCHES -> api + request.path();
                    default -> urls.get(request.operation());
                };
        if (url == null || !operations.contains(request.operation())) {
            throw new IllegalArgumentException(request.operation() + " is not served");
        }
        String query = request.query();
        return new UpstreamRequest(request.method(), query == null ? url : url + '?' + query, headers);
    }
}
