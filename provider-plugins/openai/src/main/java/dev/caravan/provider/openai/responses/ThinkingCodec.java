package dev.caravan.provider.openai.responses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.wire.Fields;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/** {@code reasoning}: how much the model is to think, and whether it shows a summary of it. */
final class ThinkingCodec {

    private ThinkingCodec() {}

    static @Nullable Thinking read(Fields body, Losses losses) {
        Fields reasoning = body.object("reasoning");
        if (reasoning == null) {
            return null;
        }
        String effort = reasoning.text("effort");
        String summary = reasoning.text("summary");
        String older = reasoning.text("generate_summary");
        lossUnless("standard", reasoning, "mode", losses);
        lossUnless("auto", reasoning, "context", losses);
        reasoning.reportUnread("reasoning.", losses);
        String shown = summary == null ? older : summary;
        return effort == null && shown == null ? null : new Thinking(null, effort, null, shown);
    }

    private static void lossUnless(String usual, Fields reasoning, String field, Losses losses) {
        String value = reasoning.text(field);
        if (value != null && !value.equals(usual)) {
            losses.add("reasoning." + field);
        }
    }

    /** @return null when there is nothing to ask for */
    static @Nullable ObjectNode write(@Nullable Thinking thinking, Losses losses) {
        if (thinking == null) {
            return null;
        }
        ObjectNode reasoning = Json.object();
        String effort = effort(thinking, losses);
        if (effort != null) {
            reasoning.put("effort", effort);
        }
        String summary = summary(thinking.summary());
        if (summary != null) {
            reasoning.put("summary", summary);
        }
        return reasoning.isEmpty() ? null : reasoning;
    }

    /** A budget becomes the effort that comes closest: OpenAI's models take no number of tokens. */
    private static @Nullable String effort(Thinking thinking, Losses losses) {
        if (thinking.effort() != null) {
            return thinking.effort();
        }
        Integer budget = thinking.budget();
        if (thinking.mode() == Thinking.Mode.DISABLED || (budget != null && budget == 0)) {
            // Models that do not think refuse any effort, and most that do refuse "none".
            losses.add("thinking");
            return null;
        }
        if (budget != null && budget > 0) {
            return Thinking.effortFor(budget);
        }
        return thinking.mode() == Thinking.Mode.ENABLED ? "medium" : null;
    }

    private static @Nullable String summary(@Nullable String wanted) {
        if (wanted == null) {
            return null;
        }
        return switch (wanted) {
            case "omitted" -> null;
            case "auto", "concise", "detailed" -> wanted;
            default -> "auto";
        };
    }
}
