package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Checks a trajectory in ATIF, the Agent Trajectory Interchange Format. Sources: Harbor's RFC 0001, "Ingest Atif" of the NeMo
 * Platform API reference. Fields that are not known are left alone.
 */
final class TrajectoryShape {

    /** Agents within agents within agents. */
    static final int DEEPEST = 8;

    private static final Pattern VERSION = Pattern.compile("ATIF-v1\\.\\d{1,3}");
    private static final int LONGEST_ID = 400;
    private static final int LONGEST_NAME = 400;
    private static final List<String> SOURCES = List.of("system", "user", "agent");

    private final ShapeCheck check = new ShapeCheck();

    private TrajectoryShape() {}

    static IntakeFaults faults(ObjectNode trajectory) {
        TrajectoryShape shape = new TrajectoryShape();
        if (shape.check.depth(trajectory, "steps")) {
            shape.trajectory(trajectory, List.of(), 0);
        }
        return shape.check.faults();
    }

    private void trajectory(ObjectNode trajectory, List<Object> at, int depth) {
        if (depth == 0) {
            version(trajectory, at);
        }
        check.text(trajectory, at, "session_id", false, LONGEST_ID);
        check.text(trajectory, at, "trajectory_id", depth > 0, LONGEST_ID);
        ObjectNode agent = check.object(trajectory, at, "agent");
        if (agent != null) {
            check.text(agent, ShapeCheck.at(at, "agent"), "name", true, LONGEST_NAME);
            check.text(agent, ShapeCheck.at(at, "agent"), "version", true, LONGEST_NAME);
            check.text(agent, ShapeCheck.at(at, "agent"), "model_name", false, LONGEST_NAME);
        } else if (!trajectory.hasNonNull("agent")) {
            check.faults().missing(at, "agent", trajectory);
        }
        int index = 0;
        for (JsonNode step : check.list(trajectory, at, "steps", false)) {
            ObjectNode object = check.entry(step, ShapeCheck.at(at, "steps"), index);
            if (object != null) {
                step(object, ShapeCheck.at(at, "steps", index), index + 1);
            }
            index++;
        }
        ObjectNode total = check.object(trajectory, at, "final_metrics");
        if (total != null) {
            List<Object> inTotal = ShapeCheck.at(at, "final_metrics");
            check.tokens(total, inTotal, "total_prompt_tokens");
            check.tokens(total, inTotal, "total_completion_tokens");
            check.tokens(total, inTotal, "total_cached_tokens");
            check.money(total, inTotal, "total_cost_usd");
        }
        subagents(trajectory, at, depth);
    }

    private void version(ObjectNode trajectory, List<Object> at) {
        JsonNode version = ShapeCheck.present(trajectory, "schema_version");
        if (version == null) {
            check.faults().missing(at, "schema_version", trajectory);
        } else if (!version.isTextual() || !VERSION.matcher(version.textValue()).matches()) {
            check.faults().wrong("literal_error", at, "schema_version", "'ATIF-v1.0' to 'ATIF-v1.7'", version);
        }
    }

    private void step(ObjectNode step, List<Object> at, int number) {
        JsonNode id = ShapeCheck.present(step, "step_id");
        if (id == null) {
            check.faults().missing(at, "step_id", step);
        } else if (!id.isIntegralNumber() || id.asLong() != number) {
            check.faults().wrong("value_error", at, "step_id", number + " (sequential from 1)", id);
        }
        if (ShapeCheck.present(step, "source") == null) {
            check.faults().missing(at, "source", step);
        }
        check.word(step, at, "source", SOURCES);
        check.time(step, at, "timestamp");
        check.text(step, at, "model_name", false, LONGEST_NAME);
        JsonNode message = ShapeCheck.present(step, "message");
        if (message != null && !message.isTextual() && !message.isArray()) {
            check.faults().wrong("string_type", at, "message", "a valid string", message);
        }
        ObjectNode metrics = check.object(step, at, "metrics");
        if (metrics != null) {
            List<Object> inMetrics = ShapeCheck.at(at, "metrics");
            check.tokens(metrics, inMetrics, "prompt_tokens");
            check.tokens(metrics, inMetrics, "completion_tokens");
            check.tokens(metrics, inMetrics, "cached_tokens");
            check.money(metrics, inMetrics, "cost_usd");
        }
        toolCalls(step, at);
        ObjectNode observation = check.object(step, at, "observation");
        if (observation != null) {
            check.list(observation, ShapeCheck.at(at, "observation"), "results", false);
        }
    }

    private void toolCalls(ObjectNode step, List<Object> at) {
        int index = 0;
        for (JsonNode call : check.list(step, at, "tool_calls", false)) {
            ObjectNode object = check.entry(call, ShapeCheck.at(at, "tool_calls"), index);
            if (object != null) {
                List<Object> inCall = ShapeCheck.at(at, "tool_calls", index);
                check.text(object, inCall, "tool_call_id", true, LONGEST_ID);
                check.text(object, inCall, "function_name", true, LONGEST_NAME);
            }
            index++;
        }
    }

    private void subagents(ObjectNode trajectory, List<Object> at, int depth) {
        int index = 0;
        for (JsonNode subagent : check.list(trajectory, at, "subagent_trajectories", false)) {
            ObjectNode object = check.entry(subagent, ShapeCheck.at(at, "subagent_trajectories"), index);
            if (object != null && depth < DEEPEST) {
                trajectory(object, ShapeCheck.at(at, "subagent_trajectories", index), depth + 1);
            } else if (object != null) {
                check.faults()
                        .wrong(
                                "value_error",
                                at,
                                "subagent_trajectories",
                                "nested " + DEEPEST + " deep at most",
                                object.textNode("…"));
            }
            index++;
        }
    }
}
