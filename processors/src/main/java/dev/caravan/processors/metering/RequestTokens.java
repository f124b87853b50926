package dev.caravan.processors.metering;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.processors.pricing.ServiceTier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a request's body says of tokens, whatever its dialect: how many its texts have, and how many its answer may have. Texts
 * are all strings but those that are known to be something else; pictures and other media have a flat figure. Reads one body;
 * used on one thread.
 */
final class RequestTokens {

    /** What a picture of about a megapixel costs with most providers. */
    private static final int PER_MEDIUM = 1500;

    private static final int PER_MESSAGE = 4;

    /** So short a text may be counted exactly: it takes some ten microseconds. */
    private static final int COUNTED = 160;

    private static final int MOST_DIGITS = 18;

    private static final Set<String> MESSAGES = Set.of("messages", "contents", "input", "tools", "functions");
    private static final Set<String> MEDIA =
            Set.of("url", "image_url", "file_url", "file_id", "file_data", "fileUri", "file_uri", "data", "images");
    private static final Set<String> NO_TEXTS = Set.of(
            "model",
            "role",
            "type",
            "id",
            "call_id",
            "tool_call_id",
            "tool_use_id",
            "media_type",
            "mimeType",
            "mime_type",
            "signature",
            "thoughtSignature",
            "encrypted_content",
            "detail",
            "filename",
            "user",
            "safety_identifier",
            "prompt_cache_key",
            "previous_response_id");

    /** Objects of the client's own making, below which every word reaches the model. */
    private static final Set<String> FREE =
            Set.of("input", "args", "response", "parameters", "input_schema", "json_schema", "schema", "arguments");

    private static final Set<String> LIMITS = Set.of("max_tokens", "max_completion_tokens", "max_output_tokens");
    private static final Set<String> SETTINGS = Set.of("generationConfig", "generation_config", "options");
    private static final Set<String> NESTED_LIMITS = Set.of("maxOutputTokens", "max_output_tokens", "num_predict");
    private static final Set<String> CHOICES = Set.of("n", "best_of");
    private static final Set<String> NESTED_CHOICES = Set.of("candidateCount", "candidate_count");

    private final JsonParser parser;
    private final List<String> texts = new ArrayList<>();
    private long characters;
    private long rough;
    private long others;
    private long limit;
    private long choices = 1;
    private long prompts;
    private ServiceTier tier = ServiceTier.STANDARD;

    private RequestTokens(JsonParser parser) {
        this.parser = parser;
    }

    /** Reads a body, which is one object. */
    static RequestTokens read(JsonParser parser) throws IOException {
        RequestTokens tokens = new RequestTokens(parser);
        if (parser.nextToken() == JsonToken.START_OBJECT) {
            tokens.object(null, 1, false);
        }
        return tokens;
    }

    /**
     * The tokens of the request.
     *
     * @param exact counts those of a text that is short enough
     */
    long input(ToIntFunction<String> exact) {
        return others + (characters <= COUNTED ? texts.stream().mapToInt(exact).sum() : rough);
    }

    /** The most tokens that one choice of the answer may have; 0 when the request does not say. */
    long limit() {
        return limit;
    }

    /** How many choices the answer is to have. */
    long choices() {
        return choices * Math.max(1, prompts);
    }

    /** How urgently the request wants to be served. */
    ServiceTier tier() {
        return tier;
    }

    private void object(@Nullable String parent, int depth, boolean free) throws IOException {
        boolean plainText = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (free) {
                text();
            }
            JsonToken value = parser.nextToken();
            if (value.isNumeric() && !free) {
                number(value, parent, name, depth);
            } else if (value == JsonToken.VALUE_STRING && !free && name.equals("media_type")) {
                plainText = parser.getText().startsWith("text/");
            } else if (value == JsonToken.VALUE_STRING && depth == 1 && name.equals("service_tier")) {
                tier = ServiceTier.named(parser.getText());
            } else {
                value(value, name, depth, free, plainText);
            }
        }
    }

    private void value(JsonToken value, String name, int depth, boolean free, boolean plainText) throws IOException {
        switch (value) {
            case START_OBJECT -> {
                if (name.equals("metadata") && !free) {
                    parser.skipChildren();
                } else {
                    object(name, depth + 1, free || FREE.contains(name));
                }
            }
            case START_ARRAY -> array(name, depth + 1, free);
            case VALUE_STRING -> string(name, free, plainText);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> others += free ? 1 : 0;
            default -> {}
        }
    }

    private void array(String name, int depth, boolean free) throws IOException {
        boolean messages = !free && MESSAGES.contains(name);
        // Each prompt of a legacy completion is answered by itself.
        boolean prompts = depth == 2 && name.equals("prompt");
        for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
            this.prompts += prompts && (item == JsonToken.VALUE_STRING || item == JsonToken.START_ARRAY) ? 1 : 0;
            switch (item) {
                case START_OBJECT -> {
                    others += messages ? PER_MESSAGE : 0;
                    object(name, depth + 1, free);
                }
                case START_ARRAY -> array(name, depth + 1, free);
                case VALUE_STRING -> string(name, free, false);
                // A text that its client has cut into tokens by itself.
                case VALUE_NUMBER_INT -> others += free || name.equals("input") || name.equals("prompt") ? 1 : 0;
                default -> {}
            }
        }
    }

    private void string(String name, boolean free, boolean plainText) throws IOException {
        if (free || (plainText && name.equals("data"))) {
            text();
        } else if (MEDIA.contains(name)) {
            others += PER_MEDIUM;
        } else if (!NO_TEXTS.contains(name)) {
            text();
        }
    }

    private void text() throws IOException {
        int length = parser.getTextLength();
        characters += length;
        if (characters <= COUNTED) {
            texts.add(parser.getText());
        }
        rough += RoughTokens.of(parser.getTextCharacters(), parser.getTextOffset(), length);
    }

    private void number(JsonToken value, @Nullable String parent, String name, int depth) throws IOException {
        boolean nested = depth == 2 && parent != null && SETTINGS.contains(parent);
        if ((depth == 1 && LIMITS.contains(name)) || (nested && NESTED_LIMITS.contains(name))) {
            limit = Math.max(limit, number(value));
        } else if ((depth == 1 && CHOICES.contains(name)) || (nested && NESTED_CHOICES.contains(name))) {
            choices = Math.max(choices, number(value));
        }
    }

    /** No more than an int holds, so that products of two do not overflow. */
    private long number(JsonToken value) throws IOException {
        if (parser.getTextLength() > MOST_DIGITS) {
            return Integer.MAX_VALUE;
        }
        return value == JsonToken.VALUE_NUMBER_INT
                ? Math.min(Integer.MAX_VALUE, parser.getLongValue())
                : (long) Math.min(Integer.MAX_VALUE, parser.getDoubleValue());
    }
}
