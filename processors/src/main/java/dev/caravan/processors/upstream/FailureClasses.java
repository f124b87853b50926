package dev.caravan.processors.upstream;

import dev.caravan.processors.routing.FailureClass;
import dev.caravan.spi.GatewayError;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells the class of a failure. The status says most; what providers say in words and codes of their own is looked for where
 * somebody has read the error's body.
 */
public final class FailureClasses {

    private static final Map<String, FailureClass> CODES = Map.ofEntries(
            Map.entry("context_length_exceeded", FailureClass.CONTEXT_LENGTH),
            Map.entry("model_context_window_exceeded", FailureClass.CONTEXT_LENGTH),
            Map.entry("exceed_context_size_error", FailureClass.CONTEXT_LENGTH),
            Map.entry("tokens_limit_reached", FailureClass.CONTEXT_LENGTH),
            Map.entry("content_filter", FailureClass.CONTENT_POLICY),
            Map.entry("content_policy_violation", FailureClass.CONTENT_POLICY),
            Map.entry("image_content_policy_violation", FailureClass.CONTENT_POLICY),
            Map.entry("moderation_blocked", FailureClass.CONTENT_POLICY),
            Map.entry("data_inspection_failed", FailureClass.CONTENT_POLICY),
            Map.entry("bio_policy", FailureClass.CONTENT_POLICY),
            Map.entry("overloaded_error", FailureClass.OVERLOAD),
            Map.entry("insufficient_quota", FailureClass.AUTH),
            Map.entry("invalid_api_key", FailureClass.AUTH),
            Map.entry("billing_error", FailureClass.AUTH),
            Map.entry("provider_timeout", FailureClass.TIMEOUT),
            Map.entry("provider_unreachable", FailureClass.CONNECTION),
            Map.entry("provider_tls_failed", FailureClass.CONNECTION),
            Map.entry("provider_failed", FailureClass.CONNECTION),
            Map.entry("provider_stream_broken", FailureClass.CONNECTION));

    private static final Pattern CONTEXT_LENGTH = words(
            "maximum (context|prompt|model) length", // OpenAI, vLLM, DeepSeek, Mistral, OpenRouter, xAI
            "exceeds? (the |this model's )?(available |maximum )?context (window|length|size|limit)", // OpenAI,
            // Anthropic
            "exceeded max(imum)? context length", // Ollama
            "greater than the context length", // LM Studio
            "context window exceeds", // MiniMax
            "(prompt|input) is too long", // Anthropic, Bedrock, Fireworks
            "input token count .*(exceeds|only supports)", // Gemini, Vertex
            "too many (tokens:|input tokens)", // Cohere, Bedrock
            "range of input length should be", // Alibaba
            "reduce the length of the (messages|prompt|input)", // OpenAI, Groq
            "`inputs` tokens \\+ `max_new_tokens` must be", // Text Generation Inference
            "request body too large for .* model\\. max size: \\d+ tokens"); // GitHub

    private static final Pattern CONTENT_POLICY = words(
            "content (management|filtering|usage) polic", // Azure, Anthropic
            "blocked by (our|the) content filter", // Bedrock
            "rejected (as a result of|by) (our|the) safety system", // OpenAI's images
            "flagged as potentially violating our usage policy", // OpenAI
            "violates? (our |the )?usage (guidelines|polic)", // xAI
            "violates our usage guidelines", // Cohere
            "your input was flagged", // OpenRouter
            "content exists risk", // DeepSeek
            "may contain inappropriate content"); // Alibaba

    private static final Pattern AUTH = words(
            "credit balance is too low", // Anthropic
            "api key not valid", // Gemini
            "incorrect api key"); // xAI

    /** What says the least: a text may still say more. */
    private static final Set<FailureClass> VAGUE =
            Set.of(FailureClass.BAD_REQUEST, FailureClass.SERVER_ERROR, FailureClass.AUTH);

    private FailureClasses() {}

    /** By the status of an answer alone, 400 or more. */
    static FailureClass of(int status) {
        return switch (status) {
            case 401, 402, 403, 407 -> FailureClass.AUTH;
            case 408, 504 -> FailureClass.TIMEOUT;
            case 429 -> FailureClass.RATE_LIMIT;
            case 425, 503, 529 -> FailureClass.OVERLOAD;
            default -> status < 500 ? FailureClass.BAD_REQUEST : FailureClass.SERVER_ERROR;
        };
    }

    /** By all that an error says: the gateway's own, or a provider's as its dialect has read it. */
    public static FailureClass of(GatewayError error) {
        FailureClass byCode = CODES.get(error.code());
        if (byCode != null) {
            return byCode;
        }
        FailureClass byStatus = of(error.status());
        FailureClass byText = VAGUE.contains(byStatus) ? ofText(error.text()) : null;
        return byText == null ? byStatus : byText;
    }

    /** By an error event, as it came, that begins a stream. */
    static FailureClass ofEvent(String event) {
        for (Map.Entry<String, FailureClass> code : CODES.entrySet()) {
            if (event.contains('"' + code.getKey() + '"')) {
                return code.getValue();
            }
        }
        if (event.contains("\"rate_limit_e")) {
            return FailureClass.RATE_LIMIT;
        }
        FailureClass byText = ofText(event);
        return byText == null ? FailureClass.SERVER_ERROR : byText;
    }

    private static @Nullable FailureClass ofText(String text) {
        if (CONTEXT_LENGTH.matcher(text).find()) {
            return FailureClass.CONTEXT_LENGTH;
        }
        if (CONTENT_POLICY.matcher(text).find()) {
            return FailureClass.CONTENT_POLICY;
        }
        return AUTH.matcher(text).find() ? FailureClass.AUTH : null;
    }

    private static Pattern words(String... alternatives) {
        return Pattern.compile(String.join("|", alternatives), Pattern.CASE_INSENSITIVE);
    }
}
