package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.spans.SpanKind;
import dev.caravan.processors.spans.SpanStatus;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Checks a report of spans. Source: "Ingest Spans" of the NeMo Platform API reference, schema {@code DirectSpansIngestRequest};
 * here {@code source} may be left out, and times may also be named {@code start_time} and {@code end_time}.
 */
final class SpansShape {

    static final int MOST = 1000;
    static final int LONGEST_TRACE_ID = 128;
    static final int LONGEST_SPAN_ID = 64;

    private static final int LONGEST_SESSION_ID = 400;
    private static final int LONGEST_NAME = 2000;
    private static final List<String> KINDS =
            Arrays.stream(SpanKind.values()).map(SpanKind::name).toList();
    private static final List<String> STATUSES = Stream.concat(
                    Arrays.stream(SpanStatus.values()).map(SpanStatus::word), Stream.of("ok"))
            .toList();

    private static final List<String> TIMES = List.of("started_at", "ended_at", "start_time", "end_time");

    private final ShapeCheck check = new ShapeCheck();

    private SpansShape() {}

    static IntakeFaults faults(ObjectNode report) {
        SpansShape shape = new SpansShape();
        if (shape.check.depth(report, "spans")) {
            shape.report(report);
        }
        return shape.check.faults();
    }

    private void report(ObjectNode report) {
        check.text(report, List.of(), "source", false, LONGEST_TRACE_ID);
        JsonNode spans = report.path("spans");
        if (spans.isArray() && (spans.isEmpty() || spans.size() > MOST)) {
            check.faults()
                    .wrong(
                            spans.isEmpty() ? "too_short" : "too_long",
                            List.of(),
                            "spans",
                            "a list of 1 to " + MOST + " items",
                            report.numberNode(spans.size()));
            return;
        }
        int index = 0;
        Set<List<String>> ids = new HashSet<>();
        for (JsonNode span : check.list(report, List.of(), "spans", true)) {
            ObjectNode object = check.entry(span, List.of("spans"), index);
            if (object != null) {
                span(object, ShapeCheck.at(List.of("spans"), index), ids);
            }
            index++;
        }
    }

    private void span(ObjectNode span, List<Object> at, Set<List<String>> ids) {
        check.text(span, at, "trace_id", true, LONGEST_TRACE_ID);
        check.text(span, at, "span_id", true, LONGEST_SPAN_ID);
        check.text(span, at, "parent_span_id", false, LONGEST_SPAN_ID);
        check.text(span, at, "session_id", false, LONGEST_SESSION_ID);
        check.text(span, at, "name", false, LONGEST_NAME);
        check.word(span, at, "kind", KINDS);
        check.word(span, at, "status", STATUSES);
        check.object(span, at, "attributes");
        TIMES.forEach(field -> check.time(span, at, field));
        if (!span.hasNonNull("started_at") && !span.hasNonNull("start_time")) {
            check.faults().missing(at, "started_at", span);
        }
        String spanId = span.path("span_id").asText();
        if (span.path("parent_span_id").asText("").equals(spanId)) {
            check.faults()
                    .wrong(
                            "value_error",
                            at,
                            "parent_span_id",
                            "another one than span_id",
                            span.path("parent_span_id"));
        }
        if (!ids.add(List.of(span.path("trace_id").asText(), spanId))) {
            check.faults()
                    .wrong(
                            "value_error",
                            at,
                            "span_id",
                            "another one than that of a span before",
                            span.path("span_id"));
        }
    }
}
