package dev.caravan.gateway.steps;

import dev.caravan.gateway.config.IngestionConfig;
import dev.caravan.processors.auth.AuthenticateKeyless;
import dev.caravan.processors.call.RequestIds;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.extraction.Extractor;
import dev.caravan.processors.ingestion.IngestBatch;
import dev.caravan.processors.ingestion.IngestExchange;
import dev.caravan.processors.ingestion.IngestIntake;
import dev.caravan.processors.ingestion.IntakeReader;
import dev.caravan.processors.ingestion.ReadIntakeReport;
import dev.caravan.processors.ingestion.ReadReport;
import dev.caravan.processors.ingestion.ReportReader;
import dev.caravan.processors.ledger.Ledger;
import dev.caravan.processors.pricing.ReportedCosts;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;

/** Exchanges that are reported after the fact. */
final class IngestSteps {

    private IngestSteps() {}

    static void add(Parts parts, Steps steps) {
        IngestionConfig config = parts.config().ingestion();
        Workers workers = parts.services().workers();
        Ledger ledger = parts.services().ledger();
        Clock clock = Clock.systemUTC();
        ReportReader reader = reportReader(parts);
        IntakeReader intake = new IntakeReader(extractor(parts), costs(parts), clock);
        steps.add("authenticateIntake", new AuthenticateKeyless(parts.keys(), config.keylessIntake(), clock));
        steps.add("readReport", new ReadReport(config.maxBody(), workers));
        steps.add("readBatch", new ReadReport(config.maxBatchBody(), workers));
        steps.add("readIntakeReport", new ReadIntakeReport(config.maxBody(), workers));
        steps.add("ingestExchange", new IngestExchange(ledger, reader, workers));
        steps.add("ingestBatch", new IngestBatch(ledger, reader, RequestIds::next, workers, config.maxBatch()));
        steps.add("ingestIntake", new IngestIntake(ledger, intake, workers, () -> ThreadLocalRandom.current()
                .nextLong()));
    }

    /** What makes records of reports, however they come. */
    static ReportReader reportReader(Parts parts) {
        return new ReportReader(extractor(parts), costs(parts), Clock.systemUTC());
    }

    private static Extractor extractor(Parts parts) {
        return new Extractor(parts.services().translations().dialects());
    }

    /** What exchanges cost whose reporters do not say. */
    static ReportedCosts costs(Parts parts) {
        return new ReportedCosts(parts.costs(), parts.models(), parts.providers());
    }
}
