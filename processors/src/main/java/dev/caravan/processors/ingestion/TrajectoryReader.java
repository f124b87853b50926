package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.ledger.ExchangeRecord.Owner;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.ExchangeRecord.Trace;
import dev.caravan.processors.spans.SpanKind;
import dev.caravan.processors.spans.SpanRecord;
import dev.caravan.processors.spans.SpanStatus;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a trace of a trajectory: a span for the agent, below it one for each step, below that one for each call of a tool and
 * for each agent that the step has asked. What a step used is told by its own span, or, where no step tells it, by the agent's.
 * Reads one trajectory; used by one thread.
 */
final class TrajectoryReader {

    private final String traceId;
    private final Owner owner;
    private final @Nullable String workspace;
    private final boolean keepsTexts;
    private final Instant now;
    private final TrajectoryCalls calls;
    private final List<SpanRecord> spans = new ArrayList<>();

    /**
     * @param owner who the trajectory belongs to, its session among it
     * @param now when a step was that does not say
     * @param calls makes exchanges of the steps that are calls of a model
     */
    TrajectoryReader(
            String traceId,
            Owner owner,
            @Nullable String workspace,
            boolean keepsTexts,
            Instant now,
            TrajectoryCalls calls) {
        this.traceId = traceId;
        this.owner = owner;
        this.workspace = workspace;
        this.keepsTexts = keepsTexts;
        this.now = now;
        this.calls = calls;
    }

    /** The spans, in the order of the steps. */
    List<SpanRecord> read(ObjectNode trajectory) {
        trajectory(trajectory, "", null, now);
        return spans;
    }

    /**
     * @param path which trajectory within the others it is
     * @param parent the span of the step that has asked for it, or null
     * @param usual when its steps were, as far as nothing is known
     */
    private void trajectory(JsonNode trajectory, String path, @Nullable String parent, Instant usual) {
        List<Step> steps = steps(trajectory, usual);
        String id = TrajectoryIds.span(traceId, path, "trajectory");
        boolean stepsTell = steps.stream()
                .anyMatch(step -> TrajectoryMetrics.of(step.json()).known());
        TrajectoryMetrics total = stepsTell ? TrajectoryMetrics.NONE : TrajectoryMetrics.ofAll(trajectory);
        spans.add(agent(trajectory, steps, id, parent, total, usual));
        if (total.known()) {
            calls.add(agentCall(trajectory, steps, id, parent, total, usual));
        }
        Map<String, JsonNode> subagents = new HashMap<>();
        trajectory
                .path("subagent_trajectories")
                .forEach(
                        subagent -> subagents.put(subagent.path("trajectory_id").asText(), subagent));
        String prompt = null;
        for (Step step : steps) {
            String span = TrajectoryIds.span(traceId, path, "step", Json.text(step.json()));
            step(trajectory, step, span, id, prompt);
            toolCalls(step, span, path);
            for (JsonNode result : step.json().path("observation").path("results")) {
                for (JsonNode reference : result.path("subagent_trajectory_ref")) {
                    String asked = reference.path("trajectory_id").asText();
                    JsonNode subagent = subagents.remove(asked);
                    if (subagent != null) {
                        trajectory(subagent, path + "/" + asked, span, step.started());
                    }
                }
            }
            prompt = step.isOf("user") ? TrajectoryText.of(step.json().get("message")) : prompt;
        }
        subagents.forEach((name, subagent) -> trajectory(subagent, path + "/" + name, id, usual));
    }

    /** A step with its times: it lasts until the next one begins, if both say when that was. */
    private record Step(JsonNode json, Instant started, @Nullable Instant ended) {

        boolean isOf(String source) {
            return json.path("source").asText().equals(source);
        }
    }

    private static List<Step> steps(JsonNode trajectory, Instant usual) {
        List<JsonNode> all = new ArrayList<>();
        trajectory.path("steps").forEach(all::add);
        List<Step> steps = new ArrayList<>();
        Instant last = null;
        for (int i = 0; i < all.size() && last == null; i++) {
            last = told(all.get(i));
        }
        last = last == null ? usual : last;
        for (int i = 0; i < all.size(); i++) {
            Instant own = told(all.get(i));
            Instant next = i + 1 < all.size() ? told(all.get(i + 1)) : null;
            last = own == null ? last : own;
            steps.add(new Step(all.get(i), last, own == null || next == null || next.isBefore(own) ? null : next));
        }
        return steps;
    }

    private static @Nullable Instant told(JsonNode step) {
        String text = ShapeCheck.text(step, "timestamp");
        return text == null ? null : ReportedTime.of(text);
    }

    private SpanRecord agent(
            JsonNode trajectory,
            List<Step> steps,
            String id,
            @Nullable String parent,
            TrajectoryMetrics total,
            Instant usual) {
        ObjectNode details = Json.object();
        if (keepsTexts) {
            put(details, "input", firstOf(steps, "user"));
            put(details, "output", lastOf(steps, "agent"));
            ObjectNode attributes = details.putObject("attributes");
            trajectory.properties().forEach(field -> {
                if (!field.getKey().equals("steps") && !field.getKey().equals("subagent_trajectories")) {
                    attributes.set("atif." + field.getKey(), field.getValue());
                }
            });
        }
        boolean failed = steps.stream()
                .anyMatch(step -> TrajectoryText.failed(step.json().path("observation")));
        return new SpanRecord(
                Source.ATIF,
                owner,
                workspace,
                new Trace(traceId, id, parent),
                trajectory.path("agent").path("name").asText(""),
                SpanKind.AGENT,
                failed ? SpanStatus.ERROR : SpanStatus.SUCCESS,
                steps.isEmpty() ? usual : steps.get(0).started(),
                steps.isEmpty() ? null : steps.get(steps.size() - 1).started(),
                TrajectoryCalls.model(null, trajectory),
                total.usage(),
                total.known() ? calls.cost(TrajectoryCalls.model(null, trajectory), total) : null,
                details);
    }

    private TrajectoryCalls.ModelCall agentCall(
            JsonNode trajectory,
            List<Step> steps,
            String id,
            @Nullable String parent,
            TrajectoryMetrics total,
            Instant usual) {
        return new TrajectoryCalls.ModelCall(
                new Trace(traceId, id, parent),
                steps.isEmpty() ? usual : steps.get(0).started(),
                null,
                TrajectoryCalls.model(null, trajectory),
                total,
                firstOf(steps, "user"),
                lastOf(steps, "agent"),
                null);
    }

    private void step(JsonNode trajectory, Step step, String id, String parent, @Nullable String prompt) {
        JsonNode json = step.json();
        boolean agent = step.isOf("agent");
        TrajectoryMetrics metrics = agent ? TrajectoryMetrics.of(json) : TrajectoryMetrics.NONE;
        SpanRecord.Model model = agent ? TrajectoryCalls.model(json, trajectory) : SpanRecord.Model.NONE;
        String said = TrajectoryText.of(json.get("message"));
        ObjectNode details = Json.object();
        if (keepsTexts) {
            put(details, agent ? "output" : "input", said);
            put(details, "input", agent ? prompt : null);
            ObjectNode attributes = details.putObject("attributes");
            json.properties().forEach(field -> {
                if (!field.getKey().equals("message")) {
                    attributes.set("atif." + field.getKey(), field.getValue());
                }
            });
        }
        spans.add(new SpanRecord(
                Source.ATIF,
                owner,
                workspace,
                new Trace(traceId, id, parent),
                json.path("source").asText() + "-" + json.path("step_id").asText(),
                agent ? SpanKind.LLM : SpanKind.AGENT,
                SpanStatus.SUCCESS,
                step.started(),
                step.ended(),
                model,
                metrics.usage(),
                metrics.known() ? calls.cost(model, metrics) : null,
                details));
        if (metrics.known()) {
            calls.add(new TrajectoryCalls.ModelCall(
                    new Trace(traceId, id, parent),
                    step.started(),
                    step.ended(),
                    model,
                    metrics,
                    prompt,
                    said,
                    TrajectoryText.toolCalls(json)));
        }
    }

    private void toolCalls(Step step, String parent, String path) {
        for (JsonNode call : step.json().path("tool_calls")) {
            JsonNode result = TrajectoryText.resultOf(
                    step.json(), call.path("tool_call_id").asText());
            ObjectNode details = Json.object();
            if (keepsTexts) {
                details.set("input", call.path("arguments").isMissingNode() ? Json.object() : call.get("arguments"));
                put(details, "output", TrajectoryText.of(result.get("content")));
                details.putObject("attributes").set("atif.tool_call_id", call.path("tool_call_id"));
            }
            spans.add(new SpanRecord(
                    Source.ATIF,
                    owner,
                    workspace,
                    new Trace(
                            traceId,
                            TrajectoryIds.span(
                                    traceId,
                                    path,
                                    parent,
                                    "tool",
                                    call.path("tool_call_id").asText()),
                            parent),
                    call.path("function_name").asText(),
                    SpanKind.TOOL,
                    TrajectoryText.isError(result) ? SpanStatus.ERROR : SpanStatus.SUCCESS,
                    step.started(),
                    step.ended(),
                    SpanRecord.Model.NONE,
                    Usage.NONE,
                    null,
                    details));
        }
    }

    private static @Nullable String firstOf(List<Step> steps, String source) {
        return steps.stream()
                .filter(step -> step.isOf(source))
                .findFirst()
                .map(step -> TrajectoryText.of(step.json().get("message")))
                .orElse(null);
    }

    private static @Nullable String lastOf(List<Step> steps, String source) {
        String last = null;
        for (Step step : steps) {
            String said = step.isOf(source) ? TrajectoryText.of(step.json().get("message")) : null;
            last = said == null ? last : said;
        }
        return last;
    }

    private static void put(ObjectNode details, String name, @Nullable String text) {
        if (text != null) {
            details.put(name, text);
        }
    }
}
