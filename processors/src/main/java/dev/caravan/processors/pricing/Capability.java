package dev.caravan.processors.pricing;

/** What a model can do. */
public enum Capability {
    /** Reads images. */
    VISION,
    /** Calls tools. */
    TOOLS,
    /** Calls several tools at once. */
    PARALLEL_TOOLS,
    /** Keeps to a JSON schema. */
    JSON_SCHEMA,
    /** Thinks before it answers. */
    REASONING,
    AUDIO_INPUT,
    AUDIO_OUTPUT,
    PDF_INPUT,
    VIDEO_INPUT,
    /** Its provider keeps the beginning of a prompt, and charges less for it the next time. */
    PROMPT_CACHE,
    WEB_SEARCH;

    /** The capability in price lists and answers: {@code json-schema}. */
    public String word() {
        return Word.of(this);
    }
}
