package dev.caravan.gateway.steps;

import dev.caravan.processors.call.Workers;
import dev.caravan.processors.forms.ReadFormRequest;
import dev.caravan.processors.request.LimitUpload;
import dev.caravan.processors.request.ReadGeminiRequest;
import dev.caravan.processors.request.ReadJsonRequest;
import dev.caravan.processors.request.RequestShape;
import dev.caravan.spi.Operation;
import java.util.Map;

/** What is asked. */
final class RequestSteps {

    private static final Map<String, RequestShape> SHAPES = Map.ofEntries(
            Map.entry("readChatRequest", RequestShape.CHAT),
            Map.entry("readMessagesRequest", RequestShape.MESSAGES),
            Map.entry("readCountTokensRequest", RequestShape.COUNT_TOKENS),
            Map.entry("readResponsesRequest", RequestShape.RESPONSES),
            Map.entry("readResponseItemsRequest", RequestShape.RESPONSE_ITEMS),
            Map.entry("readOllamaChatRequest", RequestShape.OLLAMA_CHAT),
            Map.entry("readOllamaGenerateRequest", RequestShape.OLLAMA_GENERATE),
            Map.entry("readOllamaEmbedRequest", RequestShape.OLLAMA_EMBEDDINGS),
            Map.entry("readCohereChatRequest", RequestShape.COHERE_CHAT),
            Map.entry("readCohereEmbedRequest", RequestShape.COHERE_EMBEDDINGS),
            Map.entry("readEmbeddingsRequest", RequestShape.EMBEDDINGS),
            Map.entry("readBatchRequest", RequestShape.BATCHES),
            Map.entry("readMessageBatchRequest", RequestShape.MESSAGE_BATCHES),
            Map.entry("readImageRequest", RequestShape.IMAGES),
            Map.entry("readCompletionsRequest", RequestShape.COMPLETIONS),
            Map.entry("readSpeechRequest", RequestShape.SPEECH),
            Map.entry("readModerationRequest", RequestShape.MODERATIONS),
            Map.entry("readRerankRequest", RequestShape.RERANK));

    private static final Map<String, Operation> FORMS = Map.of(
            "readImageVariationRequest", Operation.IMAGE_VARIATIONS,
            "readTranscriptionRequest", Operation.TRANSCRIPTIONS,
            "readTranslationRequest", Operation.TRANSLATIONS);

    private RequestSteps() {}

    static void add(Parts parts, Steps steps) {
        long maxBody = parts.config().server().limits().maxBody();
        Workers workers = parts.services().workers();
        SHAPES.forEach((name, shape) -> steps.add(name, new ReadJsonRequest(shape, maxBody, workers)));
        FORMS.forEach((name, operation) -> steps.add(name, new ReadFormRequest(operation)));
        steps.add(
                "readImageEditRequest",
                new ReadFormRequest(Operation.IMAGE_EDITS)
                        .orJson(new ReadJsonRequest(RequestShape.IMAGE_EDITS, maxBody, workers)));
        steps.add("readGeminiRequest", new ReadGeminiRequest(maxBody, workers));
        steps.add(
                "limitUpload", new LimitUpload(parts.config().server().limits().maxUpload()));
    }
}
