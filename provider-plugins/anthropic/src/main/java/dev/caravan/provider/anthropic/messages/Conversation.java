package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import org.jspecify.annotations.Nullable;

/**
 * The conversation as a request holds it.
 *
 * @param system the instructions, or null when there are none
 * @param messages the turns
 */
record Conversation(@Nullable JsonNode system, ArrayNode messages) {

    /**
     * Whether the model waits for the results of calls that it made without (signed) thoughts before them. With
     * thinking in the mode {@code enabled}, the API refuses such a turn: the thoughts that led to the calls have to
     * come back.
     */
    boolean awaitsResultsOfThoughtlessCalls() {
        for (int i = messages.size() - 1; i > 0; i--) {
            if (messages.get(i).path("role").asText().equals("assistant")) {
                return false;
            }
            JsonNode before = messages.get(i - 1);
            if (before.path("role").asText().equals("assistant") && holds(messages.get(i), "tool_result")) {
                String first = before.path("content").path(0).path("type").asText();
                return !first.equals("thinking") && !first.equals("redacted_thinking");
            }
        }
        return false;
    }

    private static boolean holds(JsonNode message, String type) {
        for (JsonNode block : message.path("content")) {
            if (block.path("type").asText().equals(type)) {
                return true;
            }
        }
        return false;
    }
}
