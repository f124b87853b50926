package dev.caravan.gateway.pricing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.gateway.config.ConfigException;
import dev.caravan.gateway.config.ConfigProblem;
import dev.caravan.processors.pricing.Capability;
import dev.caravan.processors.pricing.ModelEntry;
import dev.caravan.processors.pricing.ModelFacts;
import dev.caravan.processors.pricing.ModelMode;
import dev.caravan.processors.pricing.Prices;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads LiteLLM's {@code model_prices_and_context_window.json}: an object with an entry for each model, prices in USD for one
 * token. The file is not the operator's own and changes often, so what cannot be read in it is passed over and counted in the
 * log; only a file that is no such object is refused.
 */
final class LiteLlmReader {

    private static final Logger LOG = LoggerFactory.getLogger(LiteLlmReader.class);

    /** The entry that explains the others. */
    private static final String SAMPLE = "sample_spec";

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private static final Map<String, Capability> CAPABILITIES = Map.ofEntries(
            Map.entry("supports_vision", Capability.VISION),
            Map.entry("supports_function_calling", Capability.TOOLS),
            Map.entry("supports_parallel_function_calling", Capability.PARALLEL_TOOLS),
            Map.entry("supports_response_schema", Capability.JSON_SCHEMA),
            Map.entry("supports_reasoning", Capability.REASONING),
            Map.entry("supports_audio_input", Capability.AUDIO_INPUT),
            Map.entry("supports_audio_output", Capability.AUDIO_OUTPUT),
            Map.entry("supports_pdf_input", Capability.PDF_INPUT),
            Map.entry("supports_video_input", Capability.VIDEO_INPUT),
            Map.entry("supports_prompt_caching", Capability.PROMPT_CACHE),
            Map.entry("supports_web_search", Capability.WEB_SEARCH));

    private static final Map<String, ModelMode> MODES = Map.ofEntries(
            Map.entry("chat", ModelMode.CHAT),
            Map.entry("responses", ModelMode.CHAT),
            Map.entry("completion", ModelMode.COMPLETION),
            Map.entry("embedding", ModelMode.EMBEDDING),
            Map.entry("image_generation", ModelMode.IMAGE),
            Map.entry("image_edit", ModelMode.IMAGE),
            Map.entry("audio_transcription", ModelMode.TRANSCRIPTION),
            Map.entry("audio_speech", ModelMode.SPEECH),
            Map.entry("realtime", ModelMode.REALTIME),
            Map.entry("moderation", ModelMode.MODERATION),
            Map.entry("rerank", ModelMode.RERANK),
            Map.entry("video_generation", ModelMode.VIDEO));

    /** Providers of LiteLLM's that are parts of one provider. */
    private static final Map<String, String> PROVIDERS = Map.of(
            "bedrock_converse", "bedrock",
            "cohere_chat", "cohere",
            "azure_text", "azure",
            "text-completion-openai", "openai",
            "text-completion-codestral", "mistral",
            "codestral", "mistral",
            "fireworks_ai", "fireworks",
            "together_ai", "together");

    private static final String VERTEX = "vertex_ai";

    private LiteLlmReader() {}

    /** @throws ConfigException when the text is no JSON object of objects */
    static List<ModelEntry> read(String name, String text) {
        JsonNode root = parse(name, text);
        List<ModelEntry> entries = new ArrayList<>();
        LiteLlmPrices prices = new LiteLlmPrices();
        root.properties().forEach(field -> {
            if (!field.getKey().equals(SAMPLE)) {
                if (field.getValue().isObject()) {
                    entries.add(entry(field.getKey(), field.getValue(), prices));
                } else {
                    prices.passOver(field.getKey());
                }
            }
        });
        if (prices.passedOver() > 0) {
            LOG.atWarn()
                    .addKeyValue("file", name)
                    .addKeyValue("count", prices.passedOver())
                    .addKeyValue("first", prices.firstPassedOver())
                    .log("values of a price list passed over: they are no prices");
        }
        return entries;
    }

    private static JsonNode parse(String name, String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new ConfigException(
                    name,
                    List.of(new ConfigProblem(
                            "",
                            Math.max(line, 0),
                            "is no valid JSON",
                            "Fetch the file anew; a price list of your own is written in YAML")));
        }
    }

    private static ModelEntry entry(String key, JsonNode model, LiteLlmPrices reader) {
        String provider = model.path("litellm_provider").asText("");
        Prices prices = reader.read(key, model);
        ModelFacts facts = new ModelFacts(
                MODES.get(model.path("mode").asText("")),
                count(model.get("max_input_tokens")),
                count(model.get("max_output_tokens")),
                capabilities(model),
                prices.isEmpty() ? null : prices);
        return new ModelEntry(bareName(key, provider), providers(provider), facts);
    }

    /** The key without the provider in front of it. */
    private static String bareName(String key, String provider) {
        int slash = key.indexOf('/');
        boolean prefixed = slash > 0 && !provider.isEmpty() && provider.startsWith(key.substring(0, slash));
        return prefixed ? key.substring(slash + 1) : key;
    }

    /** LiteLLM's word, and what the provider is called here. */
    private static Set<String> providers(String provider) {
        Set<String> names = new LinkedHashSet<>();
        if (!provider.isEmpty()) {
            names.add(provider);
            names.add(provider.startsWith(VERTEX) ? "vertex" : PROVIDERS.getOrDefault(provider, provider));
            names.add(provider.replace('_', '-'));
        }
        return names;
    }

    private static Set<Capability> capabilities(JsonNode model) {
        Set<Capability> capabilities = new LinkedHashSet<>();
        CAPABILITIES.forEach((field, capability) -> {
            if (model.path(field).asBoolean(false)) {
                capabilities.add(capability);
            }
        });
        return capabilities;
    }

    private static long count(@Nullable JsonNode tokens) {
        return tokens != null && tokens.isNumber() ? Math.max(0, tokens.asLong()) : 0;
    }
}
