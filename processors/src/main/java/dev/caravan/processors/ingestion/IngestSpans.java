package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.genai.KeptSpan;
import dev.caravan.processors.genai.ReportedSpan;
import dev.caravan.processors.genai.SpanRecords;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.ExchangeRecord.Trace;
import dev.caravan.processors.spans.KeepSpans;
import dev.caravan.processors.spans.SpanKind;
import dev.caravan.processors.spans.SpanRecord;
import dev.caravan.processors.spans.SpanStatus;
import dev.caravan.processors.spans.Workspace;
import dev.caravan.spi.wire.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Takes spans from other stores of traces, as NeMo Intake does: {@code {"source"?,"spans":[{"trace_id","span_id",
 * "parent_span_id"?,"session_id"?,"name"?,"kind"?,"status"?,"started_at","ended_at"?,"input"?,"output"?,"attributes"?}]}}.
 * Answers 201 {@code {"accepted"}} when they are committed, 422 {@code {"detail":[…]}} when one of them is not of the shape: then
 * none is kept. Runs after {@link ReadReport}.
 */
public final class IngestSpans implements AsyncCallStep {

    private final KeepSpans keep;
    private final SpanRecords records;
    private final Workers workers;

    public IngestSpans(KeepSpans keep, SpanRecords records, Workers workers) {
        this.keep = keep;
        this.records = records;
        this.workers = workers;
    }

    /** What a report comes to: faults, or what is to be kept. */
    private record Read(IntakeFaults faults, List<SpanRecord> spans, List<ExchangeRecord> exchanges) {}

    @Override
    public Mono<Void> apply(Call call) {
        ObjectNode report = call.tree();
        if (report == null) {
            throw new IllegalStateException("the report is not read yet");
        }
        Principal reporter = Authenticate.caller(call);
        String workspace = Workspace.of(call);
        return workers.compute(call.loop(), () -> read(report, reporter, workspace), () -> {})
                .flatMap(read -> keep(call, read));
    }

    private Mono<Void> keep(Call call, Read read) {
        if (!read.faults().isEmpty()) {
            call.answerWith(Answer.json(422, read.faults().body()));
            return Mono.empty();
        }
        ObjectNode accepted = Json.object().put("accepted", read.spans().size());
        return keep.keep(read.spans(), read.exchanges(), call.loop())
                .doOnSuccess(committed -> call.answerWith(Answer.json(201, Json.bytes(accepted))));
    }

    private Read read(ObjectNode report, Principal reporter, @Nullable String workspace) {
        IntakeFaults faults = SpansShape.faults(report);
        List<SpanRecord> spans = new ArrayList<>();
        List<ExchangeRecord> exchanges = new ArrayList<>();
        if (faults.isEmpty()) {
            String store = ShapeCheck.text(report, "source");
            for (JsonNode span : report.path("spans")) {
                KeptSpan kept = records.read(reported(span, store), reporter, workspace);
                spans.add(kept.span());
                if (kept.exchange() != null) {
                    exchanges.add(kept.exchange());
                }
            }
        }
        return new Read(faults, spans, exchanges);
    }

    private static ReportedSpan reported(JsonNode span, @Nullable String store) {
        ObjectNode details = Json.object();
        copy(span, details, "input");
        copy(span, details, "output");
        JsonNode attributes = ShapeCheck.present(span, "attributes");
        details.set("attributes", attributes == null ? Json.object() : attributes);
        if (store != null) {
            details.putObject("scope").put("name", store);
        }
        return new ReportedSpan(
                Source.SPANS,
                new Trace(
                        ShapeCheck.text(span, "trace_id"),
                        ShapeCheck.text(span, "span_id"),
                        ShapeCheck.text(span, "parent_span_id")),
                Objects.requireNonNullElse(ShapeCheck.text(span, "name"), ""),
                SpanKind.of(ShapeCheck.text(span, "kind")),
                status(ShapeCheck.text(span, "status")),
                Objects.requireNonNull(time(span, "started_at", "start_time"), "it was checked"),
                time(span, "ended_at", "end_time"),
                ShapeCheck.text(span, "session_id"),
                details);
    }

    private static void copy(JsonNode from, ObjectNode to, String field) {
        JsonNode value = ShapeCheck.present(from, field);
        if (value != null) {
            to.set(field, value);
        }
    }

    private static SpanStatus status(@Nullable String word) {
        SpanStatus status = word == null ? SpanStatus.UNKNOWN : SpanStatus.of(word);
        return status == null ? SpanStatus.SUCCESS : status;
    }

    private static @Nullable Instant time(JsonNode span, String field, String otherwise) {
        String text = ShapeCheck.text(span, span.hasNonNull(field) ? field : otherwise);
        return text == null ? null : ReportedTime.of(text);
    }
}
