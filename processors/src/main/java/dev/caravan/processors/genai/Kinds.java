package dev.caravan.processors.genai;

import dev.caravan.processors.spans.SpanKind;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a span stands for, by its attributes. */
final class Kinds {

    private Kinds() {}

    static SpanKind of(Attributes span) {
        SpanKind told = SpanKind.of(span.text("openinference.span.kind"));
        if (told != SpanKind.UNKNOWN) {
            return told;
        }
        String operation = span.text("gen_ai.operation.name");
        if (operation != null) {
            return ofOperation(operation.toLowerCase(Locale.ROOT));
        }
        SpanKind older = ofOlder(span.text("traceloop.span.kind"), span.text("llm.request.type"));
        if (older != SpanKind.UNKNOWN) {
            return older;
        }
        if (span.has("gen_ai.tool.name", "gen_ai.tool.call.id")) {
            return SpanKind.TOOL;
        }
        boolean asksModel = span.has("gen_ai.request.model", "gen_ai.response.model", "llm.model_name");
        return asksModel && !span.has("gen_ai.agent.name") ? SpanKind.LLM : SpanKind.UNKNOWN;
    }

    /** Operations that systems name in their own way call a model when the word says so. */
    private static SpanKind ofOperation(String operation) {
        return switch (operation) {
            case "chat", "text_completion", "generate_content", "completion", "completions", "message", "messages" ->
                SpanKind.LLM;
            case "embeddings", "embedding" -> SpanKind.EMBEDDING;
            case "execute_tool" -> SpanKind.TOOL;
            case "create_agent", "invoke_agent", "plan" -> SpanKind.AGENT;
            case "invoke_workflow" -> SpanKind.CHAIN;
            case "retrieval", "search_memory" -> SpanKind.RETRIEVER;
            case "rerank" -> SpanKind.RERANKER;
            default -> SpanKind.UNKNOWN;
        };
    }

    private static SpanKind ofOlder(@Nullable String spanKind, @Nullable String requestType) {
        String word = requestType == null ? spanKind : requestType;
        if (word == null) {
            return SpanKind.UNKNOWN;
        }
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "chat", "completion" -> SpanKind.LLM;
            case "embedding" -> SpanKind.EMBEDDING;
            case "rerank" -> SpanKind.RERANKER;
            case "workflow", "task" -> SpanKind.CHAIN;
            case "agent" -> SpanKind.AGENT;
            case "tool" -> SpanKind.TOOL;
            default -> SpanKind.UNKNOWN;
        };
    }
}
