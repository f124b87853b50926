package dev.caravan.testkit;

import dev.caravan.spi.Header;
import dev.caravan.spi.Operation;
import dev.caravan.spi.ProviderRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests as the gateway hands them to a provider. */
public final class Requests {

    private Requests() {}

    /** A request for that operation: {@code GET} for models, {@code POST} otherwise; no model, no body. */
    public static Builder of(Operation operation) {
        return new Builder(operation, operation == Operation.MODELS ? "GET" : "POST", pathOf(operation));
    }

    /** A chat request with that JSON body. */
    public static Builder chat(String json) {
        return of(Operation.CHAT_COMPLETIONS).body(json);
    }

    /**
     * A request that is passed through.
     *
     * @param method the HTTP method in upper case
     * @param path the path below {@code /proxy/{provider}}, with its leading slash and percent-encoding
     */
    public static Builder passthrough(String method, String path) {
        return new Builder(Operation.PASSTHROUGH, method, path);
    }

    /** A small valid request for that operation in its own format, for the model {@code test-model}. */
    public static ProviderRequest valid(Operation operation) {
        return switch (operation) {
            case MODELS -> of(operation).build();
            case PASSTHROUGH -> passthrough("POST", "/v1/things").body("{}").build();
            case RESPONSE_ITEMS -> new Builder(operation, "GET", "responses/resp_1/input_items").build();
            case IMAGE_VARIATIONS, TRANSCRIPTIONS, TRANSLATIONS ->
                of(operation)
                        .model("test-model")
                        .header("content-type", "multipart/form-data; boundary=xYz")
                        .body(bodyOf(operation))
                        .build();
            case FILES, UPLOADS, BATCHES, ANTHROPIC_FILES, MESSAGE_BATCHES ->
                new Builder(operation, "GET", operation.path() + "/id_1").build();
            case REALTIME ->
                new Builder(operation, "GET", operation.path())
                        .query("model=test-model")
                        .model("test-model")
                        .build();
            default -> of(operation).model("test-model").body(bodyOf(operation)).build();
        };
    }

    private static String bodyOf(Operation operation) {
        return switch (operation) {
            case CHAT_COMPLETIONS, CUSTOM_CHAT, OLLAMA_CHAT, COHERE_CHAT ->
                "{\"model\":\"test-model\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]}";
            case RESPONSES, EMBEDDINGS, OLLAMA_EMBEDDINGS, SPEECH, MODERATIONS ->
                "{\"model\":\"test-model\",\"input\":\"Hello there\"}";
            case MESSAGES, COUNT_TOKENS ->
                "{\"model\":\"test-model\",\"max_tokens\":64,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello there\"}]}";
            case GENERATE_CONTENT -> "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hello there\"}]}]}";
            case OLLAMA_GENERATE, IMAGE_GENERATIONS, IMAGE_EDITS, COMPLETIONS ->
                "{\"model\":\"test-model\",\"prompt\":\"A red square\"}";
            case CONVERSE -> "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hello there\"}]}]}";
            case GEMINI_EMBEDDINGS ->
                "{\"requests\":[{\"model\":\"models/test-model\",\"content\":{\"parts\":[{\"text\":\"Hello there\"}]}}]}";
            case COHERE_EMBEDDINGS ->
                "{\"model\":\"test-model\",\"texts\":[\"Hello there\"],\"input_type\":\"search_document\","
                        + "\"embedding_types\":[\"float\"]}";
            case IMAGE_VARIATIONS, TRANSCRIPTIONS, TRANSLATIONS ->
                "--xYz\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\ntest-model\r\n--xYz\r\n"
                        + "Content-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\nabc\r\n--xYz--\r\n";
            case RERANK -> "{\"model\":\"test-model\",\"query\":\"Hello there\",\"documents\":[\"Hello\",\"Bye\"]}";
            case BEDROCK_EMBEDDINGS -> "{\"inputText\":\"Hello there\"}";
            case RESPONSE_ITEMS,
                    FILES,
                    UPLOADS,
                    BATCHES,
                    ANTHROPIC_FILES,
                    MESSAGE_BATCHES,
                    REALTIME,
                    A2A,
                    MODELS,
                    PASSTHROUGH -> throw new IllegalArgumentException(operation + " has no body");
        };
    }

    private static String pathOf(Operation operation) {
        return switch (operation) {
            case MODELS -> "";
            case PASSTHROUGH -> "/";
            default -> operation.path();
        };
    }

    /** What makes up a request; each method changes this builder and returns it. */
    public static final class Builder {

        private final Operation operation;
        private final String method;
        private final String path;
        private final List<Header> headers = new ArrayList<>();
        private @Nullable String query;
        private @Nullable String model;
        private boolean stream;
        private @Nullable ByteBuffer body;

        private Builder(Operation operation, String method, String path) {
            this.operation = operation;
            this.method = method;
            this.path = path;
        }

        /** The raw query without the question mark. */
        public Builder query(String raw) {
            query = raw;
            return this;
        }

        public Builder model(String name) {
            model = name;
            return this;
        }

        public Builder stream() {
            stream = true;
            return this;
        }

        public Builder header(String name, String value) {
            headers.add(new Header(name, value));
            return this;
        }

        public Builder body(String text) {
            return body(text.getBytes(StandardCharsets.UTF_8));
        }

        public Builder body(byte[] bytes) {
            body = ByteBuffer.wrap(bytes.clone()).asReadOnlyBuffer();
            return this;
        }

        public ProviderRequest build() {
            ByteBuffer own = body == null ? null : body.duplicate();
            return new ProviderRequest(operation, method, path, query, model, stream, MapHeaderView.of(headers), own);
        }
    }
}
