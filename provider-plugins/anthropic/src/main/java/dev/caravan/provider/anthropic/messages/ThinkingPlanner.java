package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.wire.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decides how a request asks for thoughts. Models since Claude 4.6 think adaptively and go by an effort; those before,
 * and those whose name tells no version, within a budget. A budget becomes the effort of
 * {@link Thinking#effortFor}, and an effort this budget:
 *
 * <table>
 * <caption>Efforts and their budgets in tokens</caption>
 * <tr><th>effort</th><td>minimal</td><td>low</td><td>medium</td><td>high</td><td>xhigh, max</td></tr>
 * <tr><th>its budget</th><td>1,024</td><td>2,048</td><td>8,192</td><td>24,576</td><td>32,768</td></tr>
 * </table>
 *
 * <p>A budget is 1,024 tokens or more and less than {@code max_tokens}. A client that left {@code max_tokens} out gets
 * 4,096 more than the budget at least; one that set it is not billed beyond it: the budget is lowered to three quarters
 * of it. Where there is no room even so, or the API has other reasons to refuse (a forced tool call, results of calls
 * whose thoughts are gone), the model does not think, and the loss is named.
 */
final class ThinkingPlanner {

    private static final int LEAST_BUDGET = 1_024;
    private static final int ROOM_FOR_ANSWER = 4_096;

    private static final Map<String, Integer> BUDGETS = Map.of(
            "minimal", LEAST_BUDGET, "low", 2_048, "medium", 8_192, "high", 24_576, "xhigh", 32_768, "max", 32_768);

    private static final String USUAL_EFFORT = "medium";

    private final ChatRequest request;
    private final ClaudeModel model;
    private final Losses losses;

    ThinkingPlanner(ChatRequest request, ClaudeModel model, Losses losses) {
        this.request = request;
        this.model = model;
        this.losses = losses;
    }

    ThinkingPlan plan(Conversation conversation) {
        Thinking wanted = request.thinking();
        if (wanted == null) {
            return without(null);
        }
        if (wanted.isOff()) {
            return off();
        }
        if (isAdaptive(wanted)) {
            return adaptive(wanted);
        }
        if (request.forcesToolCall() || conversation.awaitsResultsOfThoughtlessCalls()) {
            losses.add("thinking");
            return without(null);
        }
        return withinBudget(wanted);
    }

    /**
     * A budget stays one as long as the model takes it; a model of unknown version is believed to be what it was asked
     * as.
     */
    private boolean isAdaptive(Thinking wanted) {
        if (model.takesAdaptiveThinking()) {
            return !model.takesBudgets() || wanted.budget() == null;
        }
        return wanted.mode() == Thinking.Mode.ADAPTIVE && !model.takesOnlyBudgets();
    }

    private ThinkingPlan off() {
        if (model.alwaysThinks()) {
            losses.add("thinking.disabled");
            return without(null);
        }
        return without(model.thinksUnlessTold() ? Json.object().put("type", "disabled") : null);
    }

    private ThinkingPlan adaptive(Thinking wanted) {
        String effort = wanted.effort();
        if (wanted.budget() != null) {
            losses.add("thinking.budget_tokens");
            effort = effort == null ? Thinking.effortFor(wanted.budget()) : effort;
        }
        ObjectNode thinking = null;
        if (request.forcesToolCall()) {
            losses.add("thinking");
        } else {
            thinking = Json.object().put("type", "adaptive");
            display(wanted.summary(), thinking);
        }
        return new ThinkingPlan(maxTokens(), thinking, effort == null ? null : known(effort));
    }

    private ThinkingPlan withinBudget(Thinking wanted) {
        Integer asked = wanted.budget();
        int budget = Math.max(LEAST_BUDGET, asked == null ? budgetOf(wanted.effort()) : asked);
        Integer limit = request.maxTokens();
        int maxTokens = limit == null ? Math.max(model.defaultMaxTokens(), budget + ROOM_FOR_ANSWER) : limit;
        if (maxTokens <= LEAST_BUDGET) {
            losses.add("thinking");
            return without(null);
        }
        boolean fits = asked == null ? limit == null : budget < maxTokens;
        int fitting = fits ? budget : Math.max(LEAST_BUDGET, Math.min(budget, maxTokens - maxTokens / 4));
        if (asked != null && asked != fitting) {
            losses.add("thinking.budget_tokens");
        }
        ObjectNode thinking = Json.object().put("type", "enabled").put("budget_tokens", fitting);
        display(wanted.summary(), thinking);
        return new ThinkingPlan(maxTokens, thinking, effortBesideBudget(wanted));
    }

    /** Only who asked by both gets both. */
    private @Nullable String effortBesideBudget(Thinking wanted) {
        if (wanted.effort() == null || wanted.budget() == null) {
            return null;
        }
        if (model.takesOnlyBudgets()) {
            losses.add("output_config.effort");
            return null;
        }
        return known(wanted.effort());
    }

    private ThinkingPlan without(@Nullable ObjectNode thinking) {
        return new ThinkingPlan(maxTokens(), thinking, null);
    }

    private int maxTokens() {
        return request.maxTokens() == null ? model.defaultMaxTokens() : request.maxTokens();
    }

    /** The effort in words that the model knows. */
    private String known(String effort) {
        return switch (effort) {
            case "minimal" -> "low";
            case "xhigh" -> model.takesExtraHighEffort() ? effort : "high";
            default -> effort;
        };
    }

    private static int budgetOf(@Nullable String effort) {
        return BUDGETS.getOrDefault(effort == null ? USUAL_EFFORT : effort, BUDGETS.get(USUAL_EFFORT));
    }

    private void display(@Nullable String summary, ObjectNode thinking) {
        if (summary == null) {
            return;
        }
        switch (summary) {
            case "summarized", "auto", "concise", "detailed" -> thinking.put("display", "summarized");
            case "omitted", "none" -> thinking.put("display", "omitted");
            default -> losses.add("thinking.display");
        }
    }
}
