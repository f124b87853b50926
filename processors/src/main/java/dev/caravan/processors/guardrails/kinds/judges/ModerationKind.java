package dev.caravan.processors.guardrails.kinds.judges;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.Settings;
import dev.caravan.spi.guard.Guardrail;
import dev.caravan.spi.guard.GuardrailKind;
import dev.caravan.spi.guard.Judgement;
import dev.caravan.spi.guard.Subject;
import dev.caravan.spi.guard.TextJudge;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Asks OpenAI's moderation, or one that speaks like it. */
public final class ModerationKind implements GuardrailKind {

    @Override
    public String name() {
        return "moderation";
    }

    @Override
    public Guardrail create(Settings settings) {
        String url = settings.baseUrl("url", "https://api.openai.com/v1") + "/moderations";
        Map<String, Double> thresholds = new LinkedHashMap<>();
        settings.textMap("thresholds")
                .forEach((category, score) -> thresholds.put(category, score(settings, category, score)));
        Set<String> categories = new LinkedHashSet<>(settings.texts("categories"));
        categories.addAll(thresholds.keySet());
        return new Moderation(
                JsonPost.of(settings, url, "api-key"),
                settings.text("model", "omni-moderation-latest"),
                categories,
                thresholds,
                LookAt.read(settings, LookAt.ALL));
    }

    private static double score(Settings settings, String category, String score) {
        try {
            double number = Double.parseDouble(score);
            if (number >= 0 && number <= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw settings.invalid("thresholds." + category, "'" + score + "' is no score", "Write a number from 0 to 1");
    }

    /**
     * @param categories those that count; empty for all that the service flags
     * @param thresholds from which score on a category counts; for the others the service's own flag does
     */
    private record Moderation(
            JsonPost post, String model, Set<String> categories, Map<String, Double> thresholds, LookAt lookAt)
            implements TextJudge {

        @Override
        public CompletionStage<Judgement> judge(Subject subject) {
            ObjectNode question = JsonNodeFactory.instance.objectNode();
            question.put("model", model);
            question.put("input", lookAt.of(subject));
            return post.ask(question, this::judgement);
        }

        private Judgement judgement(JsonNode answer) {
            JsonNode result = answer.path("results").path(0);
            if (!result.path("flagged").isBoolean()
                    || !result.path("categories").isObject()) {
                throw new RemoteFailure("its answer is none of a moderation");
            }
            List<String> flagged = new ArrayList<>();
            for (String category : categories.isEmpty() ? names(result.path("categories")) : categories) {
                if (isFlagged(result, category)) {
                    flagged.add(category);
                }
            }
            boolean passed = flagged.isEmpty()
                    && !(categories.isEmpty() && result.path("flagged").booleanValue());
            if (passed) {
                return Judgement.PASSED;
            }
            return Judgement.failed(
                    flagged.isEmpty()
                            ? "The text was flagged."
                            : "The text was flagged: " + String.join(", ", flagged) + ".");
        }

        private boolean isFlagged(JsonNode result, String category) {
            Double threshold = thresholds.get(category);
            JsonNode value = result.path(threshold == null ? "categories" : "category_scores")
                    .path(category);
            // A category that is asked for and not there would pass for ever without anybody noticing.
            if (threshold == null ? !value.isBoolean() : !value.isNumber()) {
                throw new RemoteFailure("its answer says nothing of the category " + category);
            }
            return threshold == null ? value.booleanValue() : value.doubleValue() >= threshold;
        }

        private static List<String> names(JsonNode categories) {
            List<String> names = new ArrayList<>();
            categories.fieldNames().forEachRemaining(name -> {
                if (categories.path(name).isBoolean()) {
                    names.add(name);
                }
            });
            return names;
        }
    }
}
