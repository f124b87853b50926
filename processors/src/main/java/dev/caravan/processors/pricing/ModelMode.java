package dev.caravan.processors.pricing;

/** What a model is for. */
public enum ModelMode {
    CHAT,
    COMPLETION,
    EMBEDDING,
    IMAGE,
    TRANSCRIPTION,
    SPEECH,
    REALTIME,
    MODERATION,
    RERANK,
    VIDEO;

    /** The mode in price lists and answers: {@code embedding}. */
    public String word() {
        return Word.of(this);
    }
}
