package dev.caravan.processors.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** How the catalogue looks in one wire format. Stateless. */
interface ModelShape {

    /**
     * @param models what the caller may use, in order
     * @param query says which page is wanted, where the format has pages
     * @throws dev.caravan.spi.GatewayError 400 when the query asks for a page that cannot be
     */
    ObjectNode list(List<ListedModel> models, PageQuery query);

    /** One model, asked for by its id. */
    ObjectNode one(ListedModel model);

    /** The shape for a caller's dialect, by the name of its {@link dev.caravan.processors.dialect.ErrorDialect}. */
    static ModelShape of(String dialect) {
        return switch (dialect) {
            case "anthropic-messages" -> new AnthropicModels();
            case "gemini" -> new GeminiModels();
            case "ollama" -> new OllamaModels();
            default -> new OpenAiModels();
        };
    }
}
