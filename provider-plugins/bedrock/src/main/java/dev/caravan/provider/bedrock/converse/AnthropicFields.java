package dev.caravan.provider.bedrock.converse;

import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.chat.Thinking.Mode;
import dev.caravan.spi.wire.Fields;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is read from {@code additionalModelRequestFields}, in the words of Anthropic's models: {@code top_k}, {@code thinking} and
 * {@code output_config.effort}. Source: <a
 * href="https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html">Extended thinking</a> and <a
 * href="https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-adaptive-thinking.html">Adaptive thinking</a>.
 *
 * @param topK from how many of the likeliest tokens is drawn, or null
 * @param thinking how much the model is to think, or null
 */
record AnthropicFields(@Nullable Integer topK, @Nullable Thinking thinking) {

    private static final AnthropicFields NONE = new AnthropicFields(null, null);

    /** Whether a model's id or ARN says that the model is one of Anthropic's. */
    static boolean belongTo(@Nullable String model) {
        return model != null && model.toLowerCase(Locale.ROOT).contains("anthropic.");
    }

    static AnthropicFields read(@Nullable Fields additional, Losses losses) {
        if (additional == null) {
            return NONE;
        }
        Fields thinking = additional.object("thinking");
        if (thinking == null) {
            thinking = additional.object("reasoning_config");
        }
        Fields output = additional.object("output_config");
        String effort = output == null ? null : output.text("effort");
        if (output != null) {
            output.reportUnread("additionalModelRequestFields.output_config.", losses);
        }
        AnthropicFields read = new AnthropicFields(additional.integer("top_k"), thinking(thinking, effort, losses));
        additional.reportUnread("additionalModelRequestFields.", losses);
        return read;
    }

    private static @Nullable Thinking thinking(@Nullable Fields thinking, @Nullable String effort, Losses losses) {
        if (thinking == null) {
            return effort == null ? null : Thinking.ofEffort(effort);
        }
        Mode mode =
                switch (thinking.requiredText("type")) {
                    case "enabled" -> Mode.ENABLED;
                    case "disabled" -> Mode.DISABLED;
                    case "adaptive" -> Mode.ADAPTIVE;
                    default -> throw thinking.invalid("type", "it is enabled, disabled or adaptive");
                };
        Thinking read = new Thinking(mode, effort, thinking.integer("budget_tokens"), thinking.text("display"));
        thinking.reportUnread("additionalModelRequestFields.thinking.", losses);
        return read;
    }
}
