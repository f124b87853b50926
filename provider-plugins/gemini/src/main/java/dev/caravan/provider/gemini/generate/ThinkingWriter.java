package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.gemini.wire.ModelName;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Thinking;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code thinkingConfig}. Models up to Gemini 2.5 know budgets only, later ones go by levels and still take budgets;
 * both at once are refused. The budgets of efforts are those of <a
 * href="https://ai.google.dev/gemini-api/docs/openai#thinking">Gemini's own OpenAI surface</a>.
 */
final class ThinkingWriter {

    private static final int LOW_BUDGET = 1024;
    private static final int MEDIUM_BUDGET = 8192;
    private static final int HIGH_BUDGET = 24_576;
    private static final int LEAST_BUDGET_OF_PRO = 128;
    private static final int AS_IT_LIKES = -1;

    private final @Nullable String model;
    private final int generation;
    private final Losses losses;

    ThinkingWriter(@Nullable String model, Losses losses) {
        this.model = model;
        this.generation = ModelName.generation(model);
        this.losses = losses;
    }

    /** The configuration, empty when it says nothing. */
    ObjectNode write(Thinking thinking) {
        ObjectNode config = Json.object();
        if (thinking.isOff()) {
            disable(config);
        } else if (thinking.budget() != null) {
            config.put("thinkingBudget", thinking.budget());
        } else if (thinking.effort() != null) {
            effort(thinking.effort(), config);
        } else if (thinking.mode() != null && !hasLevels()) {
            config.put("thinkingBudget", AS_IT_LIKES);
        }
        if (thinking.summary() != null && !isHidden(thinking.summary())) {
            config.put("includeThoughts", true);
        }
        return config;
    }

    private void disable(ObjectNode config) {
        if (hasLevels()) {
            losses.add("thinking");
            config.put("thinkingLevel", ModelName.isPro(model) ? "LOW" : "MINIMAL");
        } else if (generation > 0 && ModelName.isPro(model)) {
            losses.add("thinking");
            config.put("thinkingBudget", LEAST_BUDGET_OF_PRO);
        } else {
            config.put("thinkingBudget", 0);
        }
    }

    private void effort(String effort, ObjectNode config) {
        boolean budgets = generation > 0 && !hasLevels();
        switch (effort) {
            case "minimal" -> put(config, budgets, LOW_BUDGET, ModelName.isPro(model) ? "LOW" : "MINIMAL");
            case "low" -> put(config, budgets, LOW_BUDGET, "LOW");
            case "medium" -> put(config, budgets, MEDIUM_BUDGET, "MEDIUM");
            case "high" -> put(config, budgets, HIGH_BUDGET, "HIGH");
            case "xhigh", "max" -> {
                losses.add("reasoning_effort");
                put(config, budgets, HIGH_BUDGET, "HIGH");
            }
            default -> losses.add("reasoning_effort");
        }
    }

    private static void put(ObjectNode config, boolean budgets, int budget, String level) {
        if (budgets) {
            config.put("thinkingBudget", budget);
        } else {
            config.put("thinkingLevel", level);
        }
    }

    private boolean hasLevels() {
        return generation >= 3;
    }

    private static boolean isHidden(String summary) {
        return summary.equals("omitted") || summary.equals("none");
    }
}
