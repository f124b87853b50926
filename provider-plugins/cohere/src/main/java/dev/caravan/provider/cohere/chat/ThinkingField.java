package dev.caravan.provider.cohere.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.wire.Fields;
import org.jspecify.annotations.Nullable;

/**
 * The object {@code thinking}, {@code {"type":"enabled"|"disabled","token_budget"}}. Cohere asks by a budget, and recommends
 * none for the most thought; an effort below that becomes one. Source: <a
 * href="https://docs.cohere.com/docs/reasoning">Cohere's guide to reasoning</a>.
 */
final class ThinkingField {

    private static final int LOW = 2048;
    private static final int MEDIUM = 8192;

    private ThinkingField() {}

    static @Nullable Thinking read(Fields request) {
        Fields thinking = request.object("thinking");
        if (thinking == null) {
            return null;
        }
        String type = thinking.text("type");
        Thinking.Mode mode =
                switch (type == null ? "enabled" : type) {
                    case "enabled" -> Thinking.Mode.ENABLED;
                    case "disabled" -> Thinking.Mode.DISABLED;
                    default -> throw thinking.invalid("type", "expected 'enabled' or 'disabled'");
                };
        return new Thinking(mode, null, thinking.integer("token_budget"), null);
    }

    static void write(@Nullable Thinking thinking, ObjectNode body, Losses losses) {
        if (thinking == null) {
            return;
        }
        if (thinking.isOff()) {
            body.putObject("thinking").put("type", "disabled");
            return;
        }
        if ("omitted".equals(thinking.summary())) {
            losses.add("thinking.summary");
        }
        Integer budget = thinking.budget() == null ? budget(thinking.effort()) : thinking.budget();
        if (thinking.mode() == Thinking.Mode.ADAPTIVE && budget == null) {
            // That is what models that think do by themselves; the others may refuse the field.
            return;
        }
        ObjectNode written = body.putObject("thinking").put("type", "enabled");
        if (budget != null) {
            written.put("token_budget", budget);
        }
    }

    private static @Nullable Integer budget(@Nullable String effort) {
        return switch (effort == null ? "" : effort) {
            case "minimal", "low" -> Integer.valueOf(LOW);
            case "medium" -> Integer.valueOf(MEDIUM);
            default -> null;
        };
    }
}
