package dev.caravan.processors.guardrails;

import dev.caravan.spi.Operation;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the texts are in the bodies of each operation. Definitions of tools, names, ids and files are no texts. */
final class TextShapes {

    private static final TextShape OPENAI_CHAT = TextShape.below()
            .without("type", "role", "name", "id", "tool_call_id", "index", "object", "finish_reason", "cache_control")
            .without("image_url", "input_audio", "file", "detail", "url", "signature", "format", "expires_at", "voice")
            .without("extra_content", "thought_signature")
            .thoughts("reasoning_content", "reasoning", "reasoning_details")
            .json("arguments")
            .media("data")
            .spelled("logprobs");

    private static final TextShape COMPLETIONS =
            TextShape.below().without("index", "finish_reason").spelled("logprobs");

    private static final TextShape RESPONSES = TextShape.below()
            .without("type", "role", "id", "call_id", "status", "name", "namespace", "version", "detail", "url")
            .without("image_url", "file_id", "file_url", "file_data", "encrypted_content", "result", "container_id")
            .without("server_label", "tools", "approval_request_id")
            .json("arguments")
            .values("variables")
            .spelled("logprobs");

    private static final TextShape ANTHROPIC = TextShape.below()
            .without("type", "role", "id", "tool_use_id", "name", "media_type", "cache_control", "signature", "url")
            .without("file_id", "encrypted_content", "encrypted_index", "encrypted_stdout", "page_age", "caller")
            .values("input")
            .media("data");

    private static final TextShape GEMINI = TextShape.below()
            .without("role", "name", "id", "model", "uri", "language", "outcome", "finishReason", "safetyRatings")
            .without("inlineData", "inline_data", "fileData", "file_data", "mimeType", "mime_type")
            .without("thoughtSignature", "thought_signature", "taskType", "task_type")
            .values("args", "response")
            .spelled("logprobsResult");

    private static final TextShape OLLAMA = TextShape.below()
            .without("type", "role", "id", "name", "tool_name", "images")
            .thoughts("thinking")
            .json("arguments")
            .spelled("logprobs", "context");

    private static final TextShape COHERE = TextShape.below()
            .without("type", "role", "id", "name", "tool_call_id", "image_url", "url", "finish_reason")
            .json("arguments")
            .values("data", "tool_output")
            .spelled("logprobs");

    private static final Map<Operation, TextShape> REQUESTS = new EnumMap<>(Map.ofEntries(
            Map.entry(Operation.CHAT_COMPLETIONS, OPENAI_CHAT.of("prediction", "messages")),
            Map.entry(Operation.RESPONSES, RESPONSES.of("instructions", "prompt", "input")),
            Map.entry(Operation.RESPONSE_ITEMS, RESPONSES.of("instructions", "prompt", "input")),
            Map.entry(Operation.MESSAGES, ANTHROPIC.of("system", "messages")),
            Map.entry(Operation.GENERATE_CONTENT, GEMINI.of("systemInstruction", "system_instruction", "contents")),
            Map.entry(Operation.OLLAMA_CHAT, OLLAMA.of("messages")),
            Map.entry(Operation.OLLAMA_GENERATE, OLLAMA.of("system", "suffix", "prompt")),
            Map.entry(Operation.COHERE_CHAT, COHERE.of("documents", "messages")),
            Map.entry(Operation.EMBEDDINGS, TextShape.below("input")),
            Map.entry(Operation.GEMINI_EMBEDDINGS, GEMINI.of("requests")),
            Map.entry(Operation.OLLAMA_EMBEDDINGS, TextShape.below("input")),
            Map.entry(Operation.COHERE_EMBEDDINGS, COHERE.of("inputs", "texts")),
            Map.entry(Operation.IMAGE_GENERATIONS, TextShape.below("prompt")),
            Map.entry(Operation.IMAGE_EDITS, TextShape.below("prompt")),
            Map.entry(Operation.COMPLETIONS, COMPLETIONS.of("suffix", "prompt")),
            Map.entry(Operation.SPEECH, TextShape.below("instructions", "input")),
            Map.entry(Operation.MODERATIONS, TextShape.below("input").without("type", "image_url")),
            Map.entry(Operation.RERANK, TextShape.below("query", "documents").without("id", "url", "image"))));

    private static final Map<Operation, TextShape> ANSWERS = new EnumMap<>(Map.of(
            Operation.CHAT_COMPLETIONS, OPENAI_CHAT.of("choices"),
            Operation.COMPLETIONS, COMPLETIONS.of("choices"),
            Operation.RESPONSES, RESPONSES.of("output"),
            Operation.RESPONSE_ITEMS, RESPONSES.of("output"),
            Operation.MESSAGES, ANTHROPIC.of("content"),
            Operation.GENERATE_CONTENT, GEMINI.of("candidates"),
            Operation.OLLAMA_CHAT, OLLAMA.of("message"),
            Operation.OLLAMA_GENERATE, OLLAMA.of("thinking", "response"),
            Operation.COHERE_CHAT, COHERE.of("message")));

    private TextShapes() {}

    /** The shape of the operation's requests; null when they have no texts that are looked at. */
    static @Nullable TextShape ofRequest(@Nullable Operation operation) {
        return operation == null ? null : REQUESTS.get(operation);
    }

    /** The shape of the operation's answers; null when they have no texts that are looked at. */
    static @Nullable TextShape ofAnswer(@Nullable Operation operation) {
        return operation == null ? null : ANSWERS.get(operation);
    }
}
