package dev.caravan.processors.sessions;

import java.time.Duration;
import java.util.List;

/**
 * How long a project's sessions live, and how much they hold. What is too much is dropped from their beginning, in whole turns.
 *
 * @param ttl how long a session lives after its last turn
 * @param maxMessages the most messages that one holds
 * @param maxTokens the most tokens that one holds, as {@link TurnSize} estimates them
 */
public record SessionRules(Duration ttl, int maxMessages, int maxTokens) {

    public static final SessionRules DEFAULT = new SessionRules(Duration.ofHours(24), 100, 16_000);

    /**
     * Where what is kept begins.
     *
     * @param turns oldest first
     * @return the index of the first turn that stays; their number when none does
     */
    public int firstKept(List<TurnSize> turns) {
        int first = turns.size();
        long messages = 0;
        long tokens = 0;
        while (first > 0) {
            TurnSize turn = turns.get(first - 1);
            messages += turn.messages();
            tokens += turn.tokens();
            if (messages > maxMessages || tokens > maxTokens) {
                break;
            }
            first--;
        }
        // A turn that begins with a tool's result means nothing without the turn that has the call.
        while (first < turns.size() && turns.get(first).continues()) {
            first++;
        }
        return first;
    }
}
