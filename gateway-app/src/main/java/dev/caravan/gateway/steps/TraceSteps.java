package dev.caravan.gateway.steps;

import dev.caravan.processors.call.Workers;
import dev.caravan.processors.genai.SpanRecords;
import dev.caravan.processors.ingestion.IngestSpans;
import dev.caravan.processors.ingestion.IngestTrajectory;
import dev.caravan.processors.ingestion.ReadReport;
import dev.caravan.processors.ledger.KeptText;
import dev.caravan.processors.otlp.IngestOtlp;
import dev.caravan.processors.pricing.ReportedCosts;
import dev.caravan.processors.spans.KeepSpans;
import dev.caravan.processors.spans.ListSpanGroups;
import dev.caravan.processors.spans.ListSpans;
import dev.caravan.processors.spans.ReadSession;
import dev.caravan.processors.spans.ReadTrace;
import dev.caravan.processors.spans.SpanArchive;
import dev.caravan.processors.spans.SpanArchive.Grouping;
import java.time.Clock;

/** Traces that were seen elsewhere, and their pages. */
final class TraceSteps {

    private TraceSteps() {}

    static void add(Parts parts, Steps steps) {
        Services services = parts.services();
        Workers workers = services.workers();
        long maxBody = parts.config().server().limits().maxBody();
        boolean keepsTexts = parts.config().ledger().text() == KeptText.FULL;
        KeepSpans keep = new KeepSpans(services.spans(), services.ledger());
        ReportedCosts costs = IngestSteps.costs(parts);
        SpanRecords records = new SpanRecords(costs, keepsTexts);
        steps.add("readSpanReport", new ReadReport(maxBody, workers));
        steps.add("ingestOtlp", new IngestOtlp(keep, records, maxBody, workers));
        steps.add("ingestSpans", new IngestSpans(keep, records, workers));
        steps.add("ingestTrajectory", new IngestTrajectory(keep, costs, keepsTexts, Clock.systemUTC(), workers));
        SpanArchive archive = services.spanArchive();
        steps.add("listSpans", new ListSpans(archive, workers));
        steps.add("listTraces", new ListSpanGroups(archive, Grouping.TRACE, workers));
        steps.add("readTrace", new ReadTrace(archive, workers));
        steps.add("listSessions", new ListSpanGroups(archive, Grouping.SESSION, workers));
        steps.add("readSession", new ReadSession(archive, workers));
    }
}
