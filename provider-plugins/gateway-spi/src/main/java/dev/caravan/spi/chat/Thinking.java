package dev.caravan.spi.chat;

import org.jspecify.annotations.Nullable;

/**
 * How much the model is to think before it answers. Some dialects ask by an effort, some by a budget. What budget an effort
 * becomes depends on the provider's models; a budget becomes the effort of {@link #effortFor}.
 *
 * @param mode whether it is to think at all, or null where the client did not say
 * @param effort {@code none}, {@code minimal}, {@code low}, {@code medium}, {@code high}, {@code xhigh}, {@code max} or null
 * @param budget tokens at most, or null
 * @param summary how the thoughts are to be shown, in the client's words ({@code auto}, {@code detailed}, {@code summarized},
 *     {@code omitted}), or null
 */
public record Thinking(
        @Nullable Mode mode, @Nullable String effort, @Nullable Integer budget, @Nullable String summary) {

    /** Whether the model thinks. */
    public enum Mode {
        ENABLED,
        DISABLED,
        /** The model decides by itself. */
        ADAPTIVE
    }

    private static final int MOST_FOR_LOW = 2_048;
    private static final int MOST_FOR_MEDIUM = 12_288;

    /** By effort, as OpenAI asks. */
    public static Thinking ofEffort(String effort) {
        return new Thinking(null, effort, null, null);
    }

    /** By a budget of tokens, as Anthropic and Gemini ask. */
    public static Thinking ofBudget(int tokens) {
        return new Thinking(Mode.ENABLED, null, tokens, null);
    }

    /** The effort nearest to a budget: {@code low} up to 2,048 tokens, {@code medium} up to 12,288, else {@code high}. */
    public static String effortFor(int budget) {
        if (budget <= MOST_FOR_LOW) {
            return "low";
        }
        return budget <= MOST_FOR_MEDIUM ? "medium" : "high";
    }

    /** Whether the model is not to think: it was told so, or to do it without effort, or in no tokens. */
    public boolean isOff() {
        return mode == Mode.DISABLED || "none".equals(effort) || (budget != null && budget == 0);
    }
}
