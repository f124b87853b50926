package dev.caravan.processors.genai;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Providers as the conventions name them, in the gateway's words: so that one provider is one in the ledger and has its prices,
 * whoever reports it.
 */
final class ProviderNames {

    private static final Map<String, String> KNOWN = Map.ofEntries(
            Map.entry("aws.bedrock", "bedrock"),
            Map.entry("aws_bedrock", "bedrock"),
            Map.entry("aws", "bedrock"),
            Map.entry("azure.ai.openai", "azure"),
            Map.entry("azure.ai.inference", "azure"),
            Map.entry("az.ai.openai", "azure"),
            Map.entry("az.ai.inference", "azure"),
            Map.entry("gcp.gemini", "gemini"),
            Map.entry("gcp.gen_ai", "gemini"),
            Map.entry("google", "gemini"),
            Map.entry("gcp.vertex_ai", "vertex"),
            Map.entry("vertex_ai", "vertex"),
            Map.entry("vertexai", "vertex"),
            Map.entry("mistral_ai", "mistral"),
            Map.entry("mistralai", "mistral"),
            Map.entry("x_ai", "xai"),
            Map.entry("moonshot_ai", "moonshot"));

    private ProviderNames() {}

    static @Nullable String of(@Nullable String told) {
        if (told == null) {
            return null;
        }
        String lower = told.strip().toLowerCase(Locale.ROOT);
        return KNOWN.getOrDefault(lower, lower);
    }
}
