package dev.caravan.processors.genai;

import dev.caravan.spi.chat.Usage;

/** What a call of a model used, as its span tells. */
final class ModelUse {

    private ModelUse() {}

    static Usage of(Attributes span) {
        long read = span.tokens(
                "gen_ai.usage.cache_read.input_tokens",
                "gen_ai.usage.cache_read_input_tokens",
                "gen_ai.usage.input_tokens.cached",
                "llm.token_count.prompt_details.cache_read");
        long written = span.tokens(
                "gen_ai.usage.cache_creation.input_tokens",
                "gen_ai.usage.cache_creation_input_tokens",
                "llm.token_count.prompt_details.cache_write");
        long input = whole(
                span.tokens(
                        "gen_ai.usage.input_tokens",
                        "gen_ai.usage.prompt_tokens",
                        "llm.token_count.prompt",
                        "llm.usage.prompt_tokens"),
                read,
                written);
        long output = span.tokens(
                "gen_ai.usage.output_tokens",
                "gen_ai.usage.completion_tokens",
                "llm.token_count.completion",
                "llm.usage.completion_tokens");
        long total = span.tokens("gen_ai.usage.total_tokens", "llm.token_count.total", "llm.usage.total_tokens");
        return new Usage(
                input,
                output == Usage.UNKNOWN && total >= input && input != Usage.UNKNOWN ? total - input : output,
                read,
                written,
                Usage.UNKNOWN,
                span.tokens(
                        "gen_ai.usage.reasoning.output_tokens",
                        "gen_ai.usage.reasoning_tokens",
                        "llm.token_count.completion_details.reasoning"),
                span.tokens("gen_ai.usage.audio.input_tokens", "llm.token_count.prompt_details.audio"),
                span.tokens("gen_ai.usage.audio.output_tokens", "llm.token_count.completion_details.audio"));
    }

    /** The conventions want cached tokens within the input. Who tells less input than cached tokens has left them out. */
    private static long whole(long input, long read, long written) {
        long cached = Math.max(0, read) + Math.max(0, written);
        return input != Usage.UNKNOWN && input < cached ? input + cached : input;
    }
}
