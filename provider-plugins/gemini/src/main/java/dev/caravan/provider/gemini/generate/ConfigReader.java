package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.provider.gemini.wire.ProtoFields;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.Thinking;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code generationConfig} of a request. */
final class ConfigReader {

    private static final String LOSS = "generation_config.";

    private final ProtoFields config;
    private final Losses losses;

    ConfigReader(ProtoFields config, Losses losses) {
        this.config = config;
        this.losses = losses;
    }

    void into(ChatRequest.Builder request) {
        request.sampling(new Sampling(
                        config.number("temperature"),
                        config.number("topP"),
                        config.integer("topK"),
                        null,
                        config.wholeNumber("seed"),
                        config.number("frequencyPenalty"),
                        config.number("presencePenalty"),
                        null,
                        config.flag("responseLogprobs"),
                        config.integer("logprobs"),
                        config.integer("candidateCount")))
                .maxTokens(config.integer("maxOutputTokens"))
                .stop(config.texts("stopSequences"))
                .format(format())
                .thinking(thinking());
        if (isTextOnly()) {
            config.ignore("responseModalities");
        }
        config.reportUnread(LOSS, losses);
    }

    private @Nullable OutputFormat format() {
        String type = config.text("responseMimeType");
        JsonNode schema = config.any("responseJsonSchema");
        JsonNode subset = config.any("responseSchema");
        boolean hasSchema = schema != null || subset != null;
        if (type == null && !hasSchema) {
            return null;
        }
        if (type != null && !type.equals("application/json")) {
            if (!type.equals("text/plain")) {
                losses.add(LOSS + "response_mime_type");
            } else if (hasSchema) {
                losses.add(LOSS + "response_schema");
            }
            return null;
        }
        if (schema == null && subset != null) {
            schema = SchemaReader.jsonSchema(subset);
        }
        return schema == null ? new OutputFormat.JsonObject() : new OutputFormat.JsonSchema(null, schema);
    }

    private @Nullable Thinking thinking() {
        ProtoFields thinking = config.object("thinkingConfig");
        if (thinking == null) {
            return null;
        }
        Integer budget = thinking.integer("thinkingBudget");
        String level = thinking.word("thinkingLevel");
        String effort =
                level == null || level.equals("THINKING_LEVEL_UNSPECIFIED") ? null : level.toLowerCase(Locale.ROOT);
        String summary = thinking.isTrue("includeThoughts") ? "auto" : null;
        thinking.reportUnread(LOSS + "thinking_config.", losses);
        if (budget == null) {
            return effort == null && summary == null ? null : new Thinking(null, effort, null, summary);
        }
        if (budget == 0) {
            return new Thinking(Thinking.Mode.DISABLED, effort, null, summary);
        }
        return budget < 0
                ? new Thinking(Thinking.Mode.ADAPTIVE, effort, null, summary)
                : new Thinking(Thinking.Mode.ENABLED, effort, budget, summary);
    }

    private boolean isTextOnly() {
        return config.has("responseModalities")
                && config.texts("responseModalities").equals(List.of("TEXT"));
    }
}
