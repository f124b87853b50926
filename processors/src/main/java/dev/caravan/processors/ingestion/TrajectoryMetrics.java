package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.Usage;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a step, or all of a trajectory, used and cost.
 *
 * @param usd null where that is not told
 */
record TrajectoryMetrics(Usage usage, @Nullable BigDecimal usd) {

    static final TrajectoryMetrics NONE = new TrajectoryMetrics(Usage.NONE, null);

    /** Of a step. What was copied from another trajectory was paid for there. */
    static TrajectoryMetrics of(JsonNode step) {
        return step.path("is_copied_context").asBoolean(false)
                ? NONE
                : read(step.path("metrics"), "prompt_tokens", "completion_tokens", "cached_tokens", "cost_usd");
    }

    static TrajectoryMetrics ofAll(JsonNode trajectory) {
        return read(
                trajectory.path("final_metrics"),
                "total_prompt_tokens",
                "total_completion_tokens",
                "total_cached_tokens",
                "total_cost_usd");
    }

    boolean known() {
        return !equals(NONE);
    }

    private static TrajectoryMetrics read(JsonNode metrics, String input, String output, String cached, String usd) {
        JsonNode cost = ShapeCheck.present(metrics, usd);
        return new TrajectoryMetrics(
                new Usage(
                        tokens(metrics, input),
                        tokens(metrics, output),
                        tokens(metrics, cached),
                        Usage.UNKNOWN,
                        Usage.UNKNOWN,
                        Usage.UNKNOWN,
                        Usage.UNKNOWN,
                        Usage.UNKNOWN),
                cost == null ? null : cost.decimalValue());
    }

    private static long tokens(JsonNode metrics, String field) {
        JsonNode told = ShapeCheck.present(metrics, field);
        return told == null ? Usage.UNKNOWN : told.asLong();
    }
}
