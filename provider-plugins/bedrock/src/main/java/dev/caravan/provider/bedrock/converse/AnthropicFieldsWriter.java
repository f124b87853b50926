package dev.caravan.provider.bedrock.converse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.chat.Thinking.Mode;
import dev.caravan.spi.wire.Json;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code top_k}, thinking and effort for Anthropic's models; for others they are losses. Models up to Claude 4.5 think
 * within a budget of tokens; later ones adapt, and take an effort.
 */
final class AnthropicFieldsWriter {

    private static final int SMALLEST_BUDGET = 1024;
    private static final Pattern WITH_BUDGET =
            Pattern.compile("claude-(3|v2|instant|((opus|sonnet|haiku)-4-(2025|1-|5-|[15]$)))");
    private static final Set<String> DISPLAYS = Set.of("summarized", "omitted");

    private final Losses losses;

    AnthropicFieldsWriter(Losses losses) {
        this.losses = losses;
    }

    void write(ChatRequest request, ObjectNode body) {
        Integer topK = request.sampling().topK();
        Thinking thinking = request.thinking();
        if (!AnthropicFields.belongTo(request.model())) {
            losses.addIf(topK != null, "top_k");
            losses.addIf(thinking != null, "thinking");
            return;
        }
        ObjectNode additional = Json.object();
        if (topK != null) {
            additional.put("top_k", topK);
        }
        if (thinking != null && asks(thinking)) {
            thinking(thinking, request, additional, body);
        }
        if (!additional.isEmpty()) {
            body.set("additionalModelRequestFields", additional);
        }
        if (!request.stop().isEmpty()) {
            body.putArray("additionalModelResponseFieldPaths").add(FinishWords.STOP_SEQUENCE_PATH);
        }
    }

    /** How thoughts are shown is nothing to send where none are asked for. */
    private static boolean asks(Thinking thinking) {
        return thinking.mode() != null || thinking.effort() != null || thinking.budget() != null;
    }

    private void thinking(Thinking thinking, ChatRequest request, ObjectNode additional, ObjectNode body) {
        String effort = thinking.effort();
        if (thinking.isOff()) {
            additional.putObject("thinking").put("type", "disabled");
            return;
        }
        boolean withBudget =
                request.model() != null && WITH_BUDGET.matcher(request.model()).find();
        Integer budget = thinking.budget();
        if (budget == null && withBudget && thinking.mode() != Mode.ADAPTIVE) {
            budget = budget(effort, request.maxTokens());
            effort = null;
            if (budget < SMALLEST_BUDGET) {
                losses.add("thinking");
                return;
            }
        }
        ObjectNode written = additional.putObject("thinking");
        if (budget == null) {
            written.put("type", "adaptive");
        } else {
            written.put("type", "enabled").put("budget_tokens", budget);
        }
        display(thinking.summary(), budget == null, written);
        if (effort != null) {
            body.putObject("outputConfig").put("effort", effort.equals("minimal") ? "low" : effort);
        }
    }

    /** Models that adapt show no thoughts unless asked; the others show them anyway. */
    private static void display(@Nullable String summary, boolean adaptive, ObjectNode thinking) {
        if (summary != null && DISPLAYS.contains(summary)) {
            thinking.put("display", summary);
        } else if (summary != null && adaptive) {
            thinking.put("display", "summarized");
        }
    }

    /** A budget for an effort, below the most tokens of the answer, which count the thoughts. */
    private static int budget(@Nullable String effort, @Nullable Integer maxTokens) {
        int wanted =
                switch (effort == null ? "medium" : effort) {
                    case "minimal" -> SMALLEST_BUDGET;
                    case "low" -> 2048;
                    case "high" -> 16_384;
                    case "xhigh", "max" -> 32_000;
                    default -> 8192;
                };
        return maxTokens == null ? wanted : Math.min(wanted, maxTokens - 1);
    }
}
