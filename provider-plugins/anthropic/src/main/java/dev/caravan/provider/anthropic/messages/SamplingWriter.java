package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Sampling;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code temperature}, {@code top_p} and {@code top_k} as far as the model takes them: not beside thoughts (but
 * for a {@code top_p} of 0.95 and more), not both of the first two since Claude 4.1, and none after Claude 4.6.
 */
final class SamplingWriter {

    private static final double MOST_TEMPERATURE = 1;
    private static final double LEAST_TOP_P_OF_THINKERS = 0.95;
    private static final double NO_TOP_P = 0.99;

    private final ClaudeModel model;
    private final boolean thinks;
    private final Losses losses;

    SamplingWriter(ClaudeModel model, boolean thinks, Losses losses) {
        this.model = model;
        this.thinks = thinks;
        this.losses = losses;
    }

    void write(Sampling sampling, ObjectNode body) {
        temperature(sampling.temperature(), body);
        topP(sampling.topP(), body);
        if (sampling.topK() != null) {
            if (thinks || !model.takesSampling()) {
                losses.add("top_k");
            } else {
                body.put("top_k", sampling.topK());
            }
        }
        reportUnknown(sampling);
    }

    private void temperature(@Nullable Double temperature, ObjectNode body) {
        if (temperature == null) {
            return;
        }
        if (thinks || !model.takesSampling()) {
            // 1 is what the model has anyway.
            if (temperature != MOST_TEMPERATURE) {
                losses.add("temperature");
            }
            return;
        }
        if (temperature > MOST_TEMPERATURE) {
            losses.add("temperature");
        }
        body.put("temperature", Math.min(temperature, MOST_TEMPERATURE));
    }

    private void topP(@Nullable Double topP, ObjectNode body) {
        if (topP == null) {
            return;
        }
        if (!model.takesSampling()) {
            if (topP < NO_TOP_P) {
                losses.add("top_p");
            }
        } else if (thinks && topP < LEAST_TOP_P_OF_THINKERS
                || body.has("temperature") && !model.takesTemperatureWithTopP()) {
            losses.add("top_p");
        } else {
            body.put("top_p", topP);
        }
    }

    private void reportUnknown(Sampling sampling) {
        losses.addIf(sampling.minP() != null && sampling.minP() != 0, "min_p");
        losses.addIf(sampling.seed() != null, "seed");
        losses.addIf(sampling.frequencyPenalty() != null && sampling.frequencyPenalty() != 0, "frequency_penalty");
        losses.addIf(sampling.presencePenalty() != null && sampling.presencePenalty() != 0, "presence_penalty");
        losses.addIf(sampling.logitBias() != null && !sampling.logitBias().isEmpty(), "logit_bias");
        losses.addIf(Boolean.TRUE.equals(sampling.logprobs()), "logprobs");
        losses.addIf(sampling.topLogprobs() != null && sampling.topLogprobs() > 0, "top_logprobs");
        losses.addIf(sampling.choices() != null && sampling.choices() > 1, "n");
    }
}
