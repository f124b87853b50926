package dev.caravan.processors.request;

import dev.caravan.spi.Operation;
import java.util.List;

/**
 * What a surface demands of a request's JSON body; what is not named here is left alone.
 *
 * @param operation what such a request asks for
 * @param modelRequired whether {@code model} must be there
 * @param fields the other top-level fields that are checked
 */
public record RequestShape(Operation operation, boolean modelRequired, List<Field> fields) {

    /** {@code POST /v1/chat/completions}. */
    public static final RequestShape CHAT =
            new RequestShape(Operation.CHAT_COMPLETIONS, true, List.of(new Field("messages", true, Type.MESSAGES)));

    /** {@code POST /v1/embeddings}. */
    public static final RequestShape EMBEDDINGS =
            new RequestShape(Operation.EMBEDDINGS, true, List.of(new Field("input", true, Type.TEXT_OR_ARRAY)));

    /** {@code POST /v1/images/generations}. */
    public static final RequestShape IMAGES =
            new RequestShape(Operation.IMAGE_GENERATIONS, false, List.of(new Field("prompt", true, Type.TEXT)));

    public RequestShape {
        fields = List.copyOf(fields);
    }

    /** The same demands without the one for a model: for a surface that has a default. */
    public RequestShape modelOptional() {
        return new RequestShape(operation, false, fields);
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
