package dev.caravan.provider.openai.chat;

/**
 * OpenAI's chat completions as most other providers serve them: {@code max_tokens} for the limit, no {@code developer} role,
 * and {@code top_k} and {@code min_p} besides OpenAI's own sampling.
 */
public final class CompatibleChatDialect extends OpenAiChatDialect {

    /** The dialect's name. */
    public static final String NAME = "openai-compatible-chat";

    public CompatibleChatDialect() {
        super(NAME, Flavour.COMPATIBLE);
    }
}
