package dev.caravan.processors.spans;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a span stands for, in the words of OpenInference and NeMo Intake. */
public enum SpanKind {
    LLM,
    EMBEDDING,
    CHAIN,
    TOOL,
    RETRIEVER,
    RERANKER,
    AGENT,
    GUARDRAIL,
    EVALUATOR,
    PROMPT,
    UNKNOWN;

    /** Whether such a span is one call of a model, and so an exchange of the ledger. An agent's span only sums up others. */
    public boolean isModelCall() {
        return this == LLM || this == EMBEDDING;
    }

    /** The kind of that name in any case; {@link #UNKNOWN} for another word, or none. */
    public static SpanKind of(@Nullable String word) {
        if (word != null) {
            String upper = word.toUpperCase(Locale.ROOT);
            for (SpanKind kind : values()) {
                if (kind.name().equals(upper)) {
                    return kind;
                }
            }
        }
        return UNKNOWN;
    }
}
