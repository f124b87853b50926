package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * How a request asks for thoughts.
 *
 * @param maxTokens {@code max_tokens}, which the thoughts count towards
 * @param thinking the object {@code thinking}, or null to leave it out
 * @param effort {@code output_config.effort}, or null to leave it out
 */
record ThinkingPlan(int maxTokens, @Nullable ObjectNode thinking, @Nullable String effort) {

    /** Whether the request turns thinking on, which rules out some other fields. */
    boolean thinks() {
        return thinking != null && !thinking.path("type").asText().equals("disabled");
    }
}
