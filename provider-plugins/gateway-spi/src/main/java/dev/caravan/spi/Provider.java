package dev.caravan.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One configured upstream. Thread-safe; every method is called on event loops and must not block.
 *
 * <p>The gateway asks {@link #prepare} for what to send, does the I/O (pooling, timeouts, back-pressure, cancellation), and
 * passes the answer on.
 */
public interface Provider extends AutoCloseable {

    /**
     * The operations that this upstream can serve in their own wire format, those first that serve best: where a client asks
     * in another format, the gateway translates to the first of the same kind. Does not change during the provider's life.
     */
    Set<Operation> operations();

    /**
     * The wire format of one of the {@link #operations()}: a {@link dev.caravan.spi.chat.ChatDialect} or {@link
     * dev.caravan.spi.embedding.EmbeddingDialect} by its name.
     *
     * @return null when the gateway cannot translate it
     */
    default @Nullable String dialect(Operation operation) {
        return operation.dialect();
    }

    /**
     * Whether the upstream can be called as configured: it has a credential, or needs none. A provider without is passed
     * over when the gateway looks for one that can serve a call, and is used only when a call names it.
     */
    boolean hasCredentials();

    /**
     * Says what to send upstream for one call.
     *
     * @param request what the client asked for; its operation is one of {@link #operations()}
     * @return an {@link UpstreamRequest} that the gateway is to send, or a {@link LocalAnswer} from the plugin itself
     * @throws GatewayError when the call cannot be expressed upstream
     */
    Upstream prepare(ProviderRequest request);

    /** Models that are known without asking the upstream, in a stable order; empty when only the upstream knows. */
    default List<ModelInfo> models() {
        return List.of();
    }

    /**
     * Reads the upstream's answer to {@link Operation#MODELS}. Unless a plugin says otherwise, it has OpenAI's shape: {@code
     * {"data":[{"id","created","owned_by"}]}}.
     *
     * @return the models in the upstream's order; what cannot be read is passed over
     */
    default List<ModelInfo> readModels(JsonNode answer) {
        List<ModelInfo> models = new ArrayList<>();
        for (JsonNode model : answer.path("data")) {
            String id = model.path("id").asText("");
            if (!id.isEmpty()) {
                models.add(new ModelInfo(
                        id,
                        model.path("created").asLong(0),
                        model.path("owned_by").asText("unknown")));
            }
        }
        return models;
    }

    /** Frees what the provider holds. Called once, after its last call. */
    @Override
    default void close() {}
}
