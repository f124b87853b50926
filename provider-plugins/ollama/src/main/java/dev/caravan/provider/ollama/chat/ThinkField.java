package dev.caravan.provider.ollama.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.wire.Fields;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The field {@code think}: true, false, or a level. Ollama asks by a level; a budget becomes the one that is nearest. Source: <a
 * href="https://docs.ollama.com/capabilities/thinking">Ollama's documentation, Thinking</a>.
 */
final class ThinkField {

    private static final Set<String> LEVELS = Set.of("low", "medium", "high", "max");

    private ThinkField() {}

    static @Nullable Thinking read(Fields request) {
        JsonNode think = request.any("think");
        if (think == null) {
            return null;
        }
        if (think.isBoolean()) {
            Thinking.Mode mode = think.booleanValue() ? Thinking.Mode.ENABLED : Thinking.Mode.DISABLED;
            return new Thinking(mode, null, null, null);
        }
        if (!think.isTextual() || !LEVELS.contains(think.textValue())) {
            throw request.invalid("think", "expected true, false, 'low', 'medium', 'high' or 'max'");
        }
        return Thinking.ofEffort(think.textValue());
    }

    static void write(@Nullable Thinking thinking, ObjectNode body, Losses losses) {
        if (thinking == null) {
            return;
        }
        if (thinking.isOff()) {
            body.put("think", false);
            return;
        }
        if ("omitted".equals(thinking.summary())) {
            losses.add("thinking.summary");
        }
        if (thinking.effort() != null) {
            body.put("think", level(thinking.effort()));
        } else if (thinking.budget() != null) {
            body.put("think", Thinking.effortFor(thinking.budget()));
        } else if (thinking.mode() == Thinking.Mode.ENABLED) {
            body.put("think", true);
        }
        // A model that decides by itself is what is there anyway, and one that cannot think refuses the field.
    }

    private static String level(String effort) {
        return switch (effort) {
            case "minimal" -> "low";
            case "xhigh" -> "high";
            default -> LEVELS.contains(effort) ? effort : "medium";
        };
    }
}
