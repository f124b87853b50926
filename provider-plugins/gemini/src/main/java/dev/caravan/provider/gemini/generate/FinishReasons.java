package dev.caravan.provider.gemini.generate;

import dev.caravan.spi.chat.Finish;
import java.util.Map;
import java.util.Set;

/**
 * Why a candidate ended, in Gemini's words and in neutral ones. Gemini says {@code STOP} also when functions are to be called.
 * Source: <a href="https://ai.google.dev/api/generate-content#FinishReason">FinishReason</a>.
 */
final class FinishReasons {

    private static final String STOP = "STOP";
    private static final String MAX_TOKENS = "MAX_TOKENS";
    private static final String SAFETY = "SAFETY";
    private static final String OTHER = "OTHER";

    private static final Map<String, Finish.Reason> NEUTRAL = Map.ofEntries(
            Map.entry("RECITATION", Finish.Reason.CONTENT_FILTER),
            Map.entry("BLOCKLIST", Finish.Reason.CONTENT_FILTER),
            Map.entry("PROHIBITED_CONTENT", Finish.Reason.CONTENT_FILTER),
            Map.entry("SPII", Finish.Reason.CONTENT_FILTER),
            Map.entry("IMAGE_SAFETY", Finish.Reason.CONTENT_FILTER),
            Map.entry("IMAGE_PROHIBITED_CONTENT", Finish.Reason.CONTENT_FILTER),
            Map.entry("IMAGE_RECITATION", Finish.Reason.CONTENT_FILTER),
            Map.entry("MODEL_ARMOR", Finish.Reason.CONTENT_FILTER),
            Map.entry("MALFORMED_FUNCTION_CALL", Finish.Reason.ERROR),
            Map.entry("UNEXPECTED_TOOL_CALL", Finish.Reason.ERROR),
            Map.entry("TOO_MANY_TOOL_CALLS", Finish.Reason.ERROR),
            Map.entry("MISSING_THOUGHT_SIGNATURE", Finish.Reason.ERROR),
            Map.entry("MALFORMED_RESPONSE", Finish.Reason.ERROR),
            Map.entry("LANGUAGE", Finish.Reason.OTHER),
            Map.entry("NO_IMAGE", Finish.Reason.OTHER),
            Map.entry("IMAGE_OTHER", Finish.Reason.OTHER));

    /** What can stand in a client's answer besides the words above; another dialect's word cannot. */
    private static final Set<String> PLAIN = Set.of(STOP, MAX_TOKENS, SAFETY, OTHER);

    private FinishReasons() {}

    /** @param calls whether the candidate calls functions */
    static Finish read(String word, boolean calls) {
        return switch (word) {
            case STOP -> new Finish(calls ? Finish.Reason.TOOL_CALLS : Finish.Reason.STOP);
            case MAX_TOKENS -> new Finish(Finish.Reason.LENGTH);
            case SAFETY -> new Finish(Finish.Reason.CONTENT_FILTER);
            case OTHER -> new Finish(Finish.Reason.OTHER);
            default -> new Finish(NEUTRAL.getOrDefault(word, Finish.Reason.OTHER), null, word);
        };
    }

    /** A prompt that was blocked; there is no candidate then. */
    static Finish blocked(String reason) {
        return new Finish(Finish.Reason.CONTENT_FILTER, null, reason);
    }

    static String write(Finish finish) {
        return switch (finish.reason()) {
            case STOP, STOP_SEQUENCE, TOOL_CALLS -> STOP;
            case LENGTH, CONTEXT_WINDOW -> MAX_TOKENS;
            case REFUSAL -> SAFETY;
            case CONTENT_FILTER -> own(finish, SAFETY);
            case ERROR, OTHER, PAUSE -> own(finish, OTHER);
        };
    }

    private static String own(Finish finish, String otherwise) {
        String raw = finish.raw();
        boolean known =
                raw != null && (NEUTRAL.get(raw) == finish.reason() || PLAIN.contains(raw) && !raw.equals(STOP));
        return raw != null && known ? raw : otherwise;
    }
}
