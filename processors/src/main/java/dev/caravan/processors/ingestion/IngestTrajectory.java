package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Owner;
import dev.caravan.processors.pricing.ReportedCosts;
import dev.caravan.processors.spans.KeepSpans;
import dev.caravan.processors.spans.SpanRecord;
import dev.caravan.processors.spans.Workspace;
import dev.caravan.spi.wire.Json;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Takes a trajectory in ATIF, as NeMo Intake does: it becomes a trace, its agent steps that tell what they used become exchanges
 * of the ledger. Answers 201 {@code {"session_id","trace_id","span_count"}} when that is committed, 422 {@code {"detail":[…]}}
 * when it is not of the shape. The same trajectory again is kept once; of a longer one the steps that are new are kept. Runs after
 * {@link ReadReport}.
 */
public final class IngestTrajectory implements AsyncCallStep {

    private final KeepSpans keep;
    private final ReportedCosts costs;
    private final boolean keepsTexts;
    private final InstantSource clock;
    private final Workers workers;

    /** @param keepsTexts whether what was said is kept */
    public IngestTrajectory(
            KeepSpans keep, ReportedCosts costs, boolean keepsTexts, InstantSource clock, Workers workers) {
        this.keep = keep;
        this.costs = costs;
        this.keepsTexts = keepsTexts;
        this.clock = clock;
        this.workers = workers;
    }

    /** What a trajectory comes to: faults, or what is to be kept. */
    private record Read(
            IntakeFaults faults, List<SpanRecord> spans, List<ExchangeRecord> exchanges, ObjectNode answer) {}

    @Override
    public Mono<Void> apply(Call call) {
        ObjectNode trajectory = call.tree();
        if (trajectory == null) {
            throw new IllegalStateException("the report is not read yet");
        }
        Principal reporter = Authenticate.caller(call);
        String workspace = Workspace.of(call);
        return workers.compute(call.loop(), () -> read(trajectory, reporter, workspace), () -> {})
                .flatMap(read -> keep(call, read));
    }

    private Mono<Void> keep(Call call, Read read) {
        if (!read.faults().isEmpty()) {
            call.answerWith(Answer.json(422, read.faults().body()));
            return Mono.empty();
        }
        return keep.keep(read.spans(), read.exchanges(), call.loop())
                .doOnSuccess(committed -> call.answerWith(Answer.json(201, Json.bytes(read.answer()))));
    }

    private Read read(ObjectNode trajectory, Principal reporter, @Nullable String workspace) {
        IntakeFaults faults = TrajectoryShape.faults(trajectory);
        if (!faults.isEmpty()) {
            return new Read(faults, List.of(), List.of(), Json.object());
        }
        String session = ShapeCheck.text(trajectory, "session_id");
        String traceId = traceId(trajectory, session);
        Owner owner = new Owner(reporter.project(), reporter.name(), null, session);
        TrajectoryCalls calls = new TrajectoryCalls(owner, keepsTexts, costs);
        List<SpanRecord> spans =
                new TrajectoryReader(traceId, owner, workspace, keepsTexts, clock.instant(), calls).read(trajectory);
        ObjectNode answer = Json.object();
        answer.put("session_id", session);
        answer.put("trace_id", traceId);
        answer.put("span_count", spans.size());
        return new Read(faults, spans, calls.exchanges(), answer);
    }

    /** The session's id is the trace's, as in NeMo Intake; else the trajectory's own, else one made of all that it says. */
    private static String traceId(ObjectNode trajectory, @Nullable String session) {
        String own = session == null ? ShapeCheck.text(trajectory, "trajectory_id") : session;
        if (own != null && own.length() <= SpansShape.LONGEST_TRACE_ID) {
            return own;
        }
        return TrajectoryIds.trace(own == null ? Json.bytes(trajectory) : Json.bytes(trajectory.textNode(own)));
    }
}
