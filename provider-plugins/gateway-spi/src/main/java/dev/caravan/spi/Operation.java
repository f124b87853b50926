package dev.caravan.spi;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a provider can be asked for, each in one wire format. Operations of the same kind do the same thing in different
 * formats: where a provider does not serve the one that a client asks for, the gateway translates to another of its kind.
 */
public enum Operation {
    /** OpenAI's chat completions. */
    CHAT_COMPLETIONS("chat/completions", Kind.CHAT, "openai-chat"),
    /** OpenAI's responses. */
    RESPONSES("responses", Kind.CHAT, "openai-responses"),
    /** What OpenAI offers below {@code /v1/responses}: a stored response, its items, its cancellation. */
    RESPONSE_ITEMS("responses/*", Kind.OTHER, null),
    /** Anthropic's messages. */
    MESSAGES("messages", Kind.CHAT, "anthropic-messages"),
    /** Anthropic's count of a message's tokens. */
    COUNT_TOKENS("messages/count_tokens", Kind.OTHER, null),
    /** Gemini's {@code generateContent} and {@code streamGenerateContent}. */
    GENERATE_CONTENT("generateContent", Kind.CHAT, "gemini"),
    /** Ollama's {@code /api/chat}. */
    OLLAMA_CHAT("api/chat", Kind.CHAT, "ollama"),
    /** Ollama's {@code /api/generate}. */
    OLLAMA_GENERATE("api/generate", Kind.CHAT, "ollama-generate"),
    /** Cohere's {@code /v2/chat}. */
    COHERE_CHAT("v2/chat", Kind.CHAT, "cohere"),
    /** Bedrock's {@code converse} and {@code converse-stream}. */
    CONVERSE("converse", Kind.CHAT, "bedrock-converse"),
    /** A chat in a dialect of the plugin's own; see {@link Provider#dialect}. */
    CUSTOM_CHAT("chat", Kind.CHAT, null),
    /** OpenAI's embeddings. */
    EMBEDDINGS("embeddings", Kind.EMBEDDINGS, "openai-embeddings"),
    /** Gemini's {@code batchEmbedContents}. */
    GEMINI_EMBEDDINGS("batchEmbedContents", Kind.EMBEDDINGS, "gemini-embeddings"),
    /** Ollama's {@code /api/embed}. */
    OLLAMA_EMBEDDINGS("api/embed", Kind.EMBEDDINGS, "ollama-embeddings"),
    /** Cohere's {@code /v2/embed}. */
    COHERE_EMBEDDINGS("v2/embed", Kind.EMBEDDINGS, "cohere-embeddings"),
    /** Embeddings by Bedrock's {@code invoke}; the model decides the format. */
    BEDROCK_EMBEDDINGS("invoke", Kind.EMBEDDINGS, "bedrock-embeddings"),
    /** OpenAI's image generations. */
    IMAGE_GENERATIONS("images/generations", Kind.OTHER, null),
    /** OpenAI's image edits; a form, or JSON. */
    IMAGE_EDITS("images/edits", Kind.OTHER, null),
    /** OpenAI's image variations; a form. */
    IMAGE_VARIATIONS("images/variations", Kind.OTHER, null),
    /** OpenAI's legacy completions: a prompt, and the text that goes on from it. */
    COMPLETIONS("completions", Kind.OTHER, null),
    /** OpenAI's transcriptions; a form. */
    TRANSCRIPTIONS("audio/transcriptions", Kind.OTHER, null),
    /** OpenAI's translations of speech into English text; a form. */
    TRANSLATIONS("audio/translations", Kind.OTHER, null),
    /** OpenAI's text to speech. */
    SPEECH("audio/speech", Kind.OTHER, null),
    /** OpenAI's moderations. */
    MODERATIONS("moderations", Kind.OTHER, null),
    /** Documents in the order of their relevance, as Cohere and Jina have it; see {@link ProviderRequest#path()}. */
    RERANK("rerank", Kind.OTHER, null),
    /** OpenAI's files: the collection, and what is in it. */
    FILES("files", Kind.OTHER, null),
    /** OpenAI's uploads, by which a file is sent in parts. */
    UPLOADS("uploads", Kind.OTHER, null),
    /** OpenAI's batches. */
    BATCHES("batches", Kind.OTHER, null),
    /** Anthropic's files, which have OpenAI's path and another format. */
    ANTHROPIC_FILES("anthropic-files", Kind.OTHER, null),
    /** Anthropic's batches of messages. */
    MESSAGE_BATCHES("messages/batches", Kind.OTHER, null),
    /** OpenAI's realtime sessions, which are WebSockets: the request is their handshake. */
    REALTIME("realtime", Kind.OTHER, null),
    /** What agents ask each other, by the Agent2Agent protocol. */
    A2A("a2a", Kind.OTHER, null),
    /** The list of models. */
    MODELS("models", Kind.OTHER, null),
    /** Any method on any path, passed through as it is. */
    PASSTHROUGH("*", Kind.OTHER, null);

    /** What operations have in common that can stand in for each other. */
    public enum Kind {
        CHAT,
        EMBEDDINGS,
        /** Nothing stands in for it. */
        OTHER
    }

    private final String path;
    private final Kind kind;
    private final @Nullable String dialect;

    Operation(String path, Kind kind, @Nullable String dialect) {
        this.path = path;
        this.kind = kind;
        this.dialect = dialect;
    }

    /** The operation's name in configuration ({@code format-urls}), metrics and logs: {@code images/generations}. */
    public String path() {
        return path;
    }

    /** What it does, whatever the format. */
    public Kind kind() {
        return kind;
    }

    /** The name of its wire format, or null where nothing can be translated, or where the plugin says it. */
    public @Nullable String dialect() {
        return dialect;
    }

    /** The operation of that {@link #path()}, or empty. */
    public static Optional<Operation> ofPath(String path) {
        return Arrays.stream(values()).filter(op -> op.path.equals(path)).findFirst();
    }
}
