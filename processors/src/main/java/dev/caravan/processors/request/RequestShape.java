package dev.caravan.processors.request;

import dev.caravan.spi.Operation;
import java.util.List;

/**
 * What a surface demands of a request's JSON body; what is not named here is left alone.
 *
 * @param operation what such a request asks for
 * @param modelRequired whether {@code model} must be there
 * @param streams whether a request that does not say {@code stream} wants a stream
 * @param fields the other top-level fields that are checked
 */
public record RequestShape(Operation operation, boolean modelRequired, boolean streams, List<Field> fields) {

    /** Any JSON object. */
    static final RequestShape ANY = new RequestShape(Operation.PASSTHROUGH, false, false, List.of());

    /** {@code POST /v1/chat/completions}. */
    public static final RequestShape CHAT =
            shape(Operation.CHAT_COMPLETIONS, List.of(new Field("messages", true, Type.MESSAGES)));

    /** {@code POST /v1/embeddings}. */
    public static final RequestShape EMBEDDINGS =
            shape(Operation.EMBEDDINGS, List.of(new Field("input", true, Type.TEXT_OR_ARRAY)));

    /** {@code POST /v1/images/generations}. */
    public static final RequestShape IMAGES =
            new RequestShape(Operation.IMAGE_GENERATIONS, false, false, List.of(new Field("prompt", true, Type.TEXT)));

    /** {@code POST /v1/images/edits} where it is JSON. */
    public static final RequestShape IMAGE_EDITS =
            new RequestShape(Operation.IMAGE_EDITS, false, false, List.of(new Field("prompt", true, Type.TEXT)));

    /** {@code POST /v1/completions}; without a prompt the model begins by itself. */
    public static final RequestShape COMPLETIONS =
            shape(Operation.COMPLETIONS, List.of(new Field("prompt", false, Type.TEXT_OR_ARRAY)));

    /** {@code POST /v1/audio/speech}. */
    public static final RequestShape SPEECH = shape(Operation.SPEECH, List.of(new Field("input", true, Type.TEXT)));

    /** {@code POST /v1/moderations}. */
    public static final RequestShape MODERATIONS = new RequestShape(
            Operation.MODERATIONS, false, false, List.of(new Field("input", true, Type.TEXT_OR_ARRAY)));

    /** {@code POST /v1/rerank} and {@code /v2/rerank}. */
    public static final RequestShape RERANK =
            new RequestShape(Operation.RERANK, false, false, List.of(new Field("documents", true, Type.TEXT_OR_ARRAY)));

    /** {@code POST /v1/messages}. */
    public static final RequestShape MESSAGES =
            shape(Operation.MESSAGES, List.of(new Field("messages", true, Type.MESSAGES)));

    /** {@code POST /v1/messages/count_tokens}. */
    public static final RequestShape COUNT_TOKENS =
            shape(Operation.COUNT_TOKENS, List.of(new Field("messages", true, Type.MESSAGES)));

    /** {@code POST /v1/responses}; the model may come with a stored prompt. */
    public static final RequestShape RESPONSES =
            new RequestShape(Operation.RESPONSES, false, false, List.of(new Field("input", false, Type.TEXT_OR_ARRAY)));

    /** {@code POST /v1/responses/compact} and {@code /v1/responses/input_tokens}. */
    public static final RequestShape RESPONSE_ITEMS = new RequestShape(
            Operation.RESPONSE_ITEMS, false, false, List.of(new Field("input", false, Type.TEXT_OR_ARRAY)));

    /** {@code POST /v1beta/models/{model}:generateContent}; the path names the model. */
    public static final RequestShape GENERATE_CONTENT = new RequestShape(
            Operation.GENERATE_CONTENT, false, false, List.of(new Field("contents", true, Type.TEXT_OR_ARRAY)));

    /** {@code POST /v1beta/models/{model}:batchEmbedContents}; the path names the model. */
    public static final RequestShape GEMINI_EMBEDDINGS = new RequestShape(
            Operation.GEMINI_EMBEDDINGS, false, false, List.of(new Field("requests", true, Type.TEXT_OR_ARRAY)));

    /** {@code POST /api/chat}; Ollama streams unless told otherwise. */
    public static final RequestShape OLLAMA_CHAT =
            new RequestShape(Operation.OLLAMA_CHAT, true, true, List.of(new Field("messages", false, Type.MESSAGES)));

    /** {@code POST /api/generate}; Ollama streams unless told otherwise. */
    public static final RequestShape OLLAMA_GENERATE =
            new RequestShape(Operation.OLLAMA_GENERATE, true, true, List.of(new Field("prompt", false, Type.TEXT)));

    /** {@code POST /api/embed}. */
    public static final RequestShape OLLAMA_EMBEDDINGS =
            shape(Operation.OLLAMA_EMBEDDINGS, List.of(new Field("input", true, Type.TEXT_OR_ARRAY)));

    /** {@code POST /v2/chat}. */
    public static final RequestShape COHERE_CHAT =
            shape(Operation.COHERE_CHAT, List.of(new Field("messages", true, Type.MESSAGES)));

    /** {@code POST /v2/embed}. */
    public static final RequestShape COHERE_EMBEDDINGS = shape(Operation.COHERE_EMBEDDINGS, List.of());

    /** {@code POST /v1/batches}. */
    public static final RequestShape BATCHES =
            new RequestShape(Operation.BATCHES, false, false, List.of(new Field("input_file_id", false, Type.TEXT)));

    /** {@code POST /v1/messages/batches}. */
    public static final RequestShape MESSAGE_BATCHES = new RequestShape(
            Operation.MESSAGE_BATCHES, false, false, List.of(new Field("requests", true, Type.TEXT_OR_ARRAY)));

    /** A request to an agent. */
    public static final RequestShape A2A = new RequestShape(Operation.A2A, false, false, List.of());

    /** {@code POST /api/{project}/…}: a chat in a project's own shape, or in OpenAI's. */
    public static final RequestShape ENDPOINT = new RequestShape(
            Operation.CHAT_COMPLETIONS, false, false, List.of(new Field("messages", false, Type.MESSAGES)));

    private static RequestShape shape(Operation operation, List<Field> fields) {
        return new RequestShape(operation, true, false, fields);
    }

    public RequestShape {
        fields = List.copyOf(fields);
    }

    /** The same demands without the one for a model: for a surface that has a default. */
    public RequestShape modelOptional() {
        return new RequestShape(operation, false, streams, fields);
    }

    /**
     * A top-level field.
     *
     * @param name its name
     * @param required whether it must be there
     * @param type what its value must be
     */
    public record Field(String name, boolean required, Type type) {}

    /** What a field's value must be. */
    public enum Type {
        TEXT,
        TEXT_OR_ARRAY,
        /** An array that is not empty, of objects that each have a {@code role} that is a string. */
        MESSAGES
    }
}
