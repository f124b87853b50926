package dev.caravan.provider.anthropic.messages;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a model's name says about what it takes. Names have their version behind the family ({@code claude-sonnet-4-6},
 * {@code anthropic/claude-opus-4.5}) or before it ({@code claude-3-7-sonnet-20250219}); a date is no version. A name
 * that tells no version (an alias, another maker's model behind the same API) is taken to be as tolerant as Claude 4.
 *
 * <p>Sources: <a href="https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking">Adaptive thinking</a>,
 * <a href="https://platform.claude.com/docs/en/build-with-claude/effort">Effort</a> and the notes on {@code
 * temperature}, {@code top_p} and {@code top_k} in the <a
 * href="https://platform.claude.com/docs/en/api/messages/create">API reference</a>.
 *
 * @param version a hundred times the major plus the minor version: 406 for Claude 4.6; 0 when the name does not tell it
 * @param alwaysThinks whether it thinks whatever it is told, as the Mythos and Fable families do
 */
record ClaudeModel(int version, boolean alwaysThinks) {

    private static final int UNKNOWN = 0;

    private static final int V3_5 = 305;
    private static final int V3_7 = 307;
    private static final int V4_1 = 401;
    private static final int V4_6 = 406;

    private static final Pattern SEPARATORS = Pattern.compile("[^a-z0-9]+");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,2}");

    static ClaudeModel of(@Nullable String name) {
        String lower = name == null ? "" : name.toLowerCase(Locale.ROOT);
        int claude = lower.indexOf("claude");
        if (claude < 0) {
            return new ClaudeModel(UNKNOWN, false);
        }
        String rest = lower.substring(claude + "claude".length());
        return new ClaudeModel(version(rest), rest.contains("mythos") || rest.contains("fable"));
    }

    private static int version(String name) {
        String[] words = SEPARATORS.split(name);
        for (int i = 0; i < words.length; i++) {
            if (NUMBER.matcher(words[i]).matches()) {
                boolean minor =
                        i + 1 < words.length && NUMBER.matcher(words[i + 1]).matches();
                return Integer.parseInt(words[i]) * 100 + (minor ? Integer.parseInt(words[i + 1]) : 0);
            }
        }
        return UNKNOWN;
    }

    /** Whether it thinks in the mode {@code adaptive}, guided by an effort. */
    boolean takesAdaptiveThinking() {
        return alwaysThinks || version >= V4_6;
    }

    /** Whether it thinks in the mode {@code enabled}, within a budget. */
    boolean takesBudgets() {
        return !alwaysThinks && version <= V4_6;
    }

    /** Whether it is known to think only within a budget. */
    boolean takesOnlyBudgets() {
        return version != UNKNOWN && !takesAdaptiveThinking();
    }

    /** Whether it knows the effort {@code xhigh}. */
    boolean takesExtraHighEffort() {
        return alwaysThinks || version == UNKNOWN || version > V4_6;
    }

    /** Whether it takes {@code temperature}, {@code top_p} and {@code top_k} at all. */
    boolean takesSampling() {
        return takesBudgets();
    }

    /** Whether it takes {@code temperature} and {@code top_p} in one request. */
    boolean takesTemperatureWithTopP() {
        return version < V4_1;
    }

    /** Whether it has to be told not to think; others do not unless they are told to. */
    boolean thinksUnlessTold() {
        return version == UNKNOWN || version >= 500;
    }

    /**
     * The {@code max_tokens} of a request that left it out, as most dialects let it. The API wants a number; where
     * other dialects mean "as long as it takes", it is the most that every model of the generation takes: 32,000 since
     * Claude 3.7, 8,192 for Claude 3.5, and 4,096 for older and unknown ones, as Anthropic's examples and other
     * gateways have it.
     */
    int defaultMaxTokens() {
        return alwaysThinks || version >= V3_7 ? 32_000 : version >= V3_5 ? 8_192 : 4_096;
    }
}
