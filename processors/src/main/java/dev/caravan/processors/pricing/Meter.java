package dev.caravan.processors.pricing;

import org.jspecify.annotations.Nullable;

/**
 * What a provider counts and charges for. Those that are no tokens are charged one by one, all others by the million. A price list that names
 * no price for one of them means the price of another, as providers themselves do it: tokens that were read from a cache cost
 * what input costs, unless they cost less.
 */
public enum Meter {
    /** Tokens that were read, without those that other meters count. */
    INPUT(null),
    /** Tokens that were written. */
    OUTPUT(null),
    /** Input that came from the provider's prompt cache. */
    CACHE_READ(INPUT),
    /** Input that was put into the provider's prompt cache, for as long as is usual there (five minutes at Anthropic). */
    CACHE_WRITE(INPUT),
    /** Input that was put into the provider's prompt cache for an hour. */
    CACHE_WRITE_1H(CACHE_WRITE),
    /** Output that was thought and not said. */
    REASONING(OUTPUT),
    /** Input that was heard. */
    AUDIO_INPUT(INPUT),
    /** Output that was spoken. */
    AUDIO_OUTPUT(OUTPUT),
    /** Input that was seen. */
    IMAGE_INPUT(INPUT),
    /** Output that was drawn, where it is counted in tokens. */
    IMAGE_OUTPUT(OUTPUT),
    /** Images that were drawn, where they are counted one by one: the price is that of one image. */
    IMAGE(null),
    /** Seconds of sound that were heard. */
    SECOND(null),
    /** Characters that were spoken. */
    CHARACTER(null),
    /** Searches, as rerankers count their work. */
    SEARCH(null);

    private final @Nullable Meter otherwise;

    Meter(@Nullable Meter otherwise) {
        this.otherwise = otherwise;
    }

    /** The meter whose price counts where this one has none; null when there is no such meter, and no price then. */
    public @Nullable Meter otherwise() {
        return otherwise;
    }

    /** Whether the price is that of a million tokens, and not of one unit. */
    public boolean countsTokens() {
        return this != IMAGE && this != SECOND && this != CHARACTER && this != SEARCH;
    }

    /** The meter in price lists: {@code cache-read}. */
    public String word() {
        return Word.of(this);
    }
}
