package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.extraction.Extracted;
import dev.caravan.processors.extraction.Extractor;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Asked;
import dev.caravan.processors.ledger.ExchangeRecord.Bodies;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import dev.caravan.processors.ledger.ExchangeRecord.Cost;
import dev.caravan.processors.ledger.ExchangeRecord.Owner;
import dev.caravan.processors.ledger.ExchangeRecord.Result;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.ExchangeRecord.Timing;
import dev.caravan.processors.ledger.ExchangeRecord.Trace;
import dev.caravan.processors.pricing.ReportedCosts;
import dev.caravan.processors.pricing.ServiceTier;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a record of a report of NeMo Intake that was found to be of the shape. What it says of costs wins over price lists. */
public final class IntakeReader {

    private static final String PATH = "/v1/chat/completions";

    private final Extractor extractor;
    private final ReportedCosts costs;
    private final InstantSource clock;

    /** @param clock tells when an exchange was: the report does not say */
    public IntakeReader(Extractor extractor, ReportedCosts costs, InstantSource clock) {
        this.extractor = extractor;
        this.costs = costs;
        this.clock = clock;
    }

    /**
     * What the report itself does not say.
     *
     * @param request the record's id
     * @param session the report's session, or a new one
     */
    record Ids(String request, String session, String span, String workspace) {}

    ExchangeRecord read(ObjectNode report, Principal reporter, Ids ids) {
        JsonNode request = report.path("request");
        JsonNode response = report.path("response");
        Extracted found = extractor.extract(PATH, request, response).orElse(null);
        Content said = found == null ? Content.NONE : found.content();
        Map<String, String> metadata = metadata(report, ids.workspace());
        metadata.putAll(said.metadata());
        return new ExchangeRecord(
                ids.request(),
                Source.INTAKE,
                new Owner(reporter.project(), reporter.name(), found == null ? null : found.user(), ids.session()),
                new Trace(report.path("trace_id").textValue(), ids.span(), null),
                new Timing(clock.instant(), null, null, null),
                new Asked(
                        "POST",
                        PATH,
                        report.path("provider").textValue(),
                        request.path("model").textValue(),
                        found == null ? null : found.servedModel(),
                        found != null && found.stream()),
                new Result(
                        ReportedError.status(response),
                        "reported",
                        ReportedError.code(response),
                        found == null ? null : found.finishReason()),
                new Content(said.prompt(), said.completion(), said.toolCalls(), metadata),
                found == null ? Usage.NONE : found.usage(),
                false,
                cost(report, found),
                new Bodies(ByteBuffer.wrap(Json.bytes(request)), ByteBuffer.wrap(Json.bytes(response))));
    }

    /** The newer context wins over the deprecated one as a whole. */
    private static Map<String, String> metadata(ObjectNode report, String workspace) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("workspace", workspace);
        String name = report.hasNonNull("experiment_context") ? "experiment_context" : "evaluation_context";
        report.path(name).properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                metadata.put(name + "." + field.getKey(), ReportFields.asText(field.getValue()));
            }
        });
        if (report.path("cost_details").isObject()) {
            metadata.put("cost_details", Json.text(report.path("cost_details")));
        }
        return metadata;
    }

    private Cost cost(ObjectNode report, @Nullable Extracted found) {
        Map<String, BigDecimal> details = new LinkedHashMap<>();
        report.path("cost_details").properties().forEach(entry -> {
            BigDecimal usd = IntakeNumbers.usd(entry.getValue());
            if (usd != null) {
                details.put(entry.getKey(), usd);
            }
        });
        BigDecimal input = IntakeNumbers.usd(report.get("cost_input_usd"));
        BigDecimal output = IntakeNumbers.usd(report.get("cost_output_usd"));
        BigDecimal total = IntakeNumbers.usd(report.get("cost_usd"));
        if (total == null && input != null && output != null) {
            total = input.add(output);
        }
        return new Cost(total == null ? listed(report, found) : total, input, output, details);
    }

    private @Nullable BigDecimal listed(ObjectNode report, @Nullable Extracted found) {
        if (found == null) {
            return null;
        }
        return costs.of(
                        report.path("provider").textValue(),
                        found.servedModel(),
                        report.path("request").path("model").textValue(),
                        found.usage(),
                        ServiceTier.named(found.content().metadata().get("service_tier")))
                .orElse(null);
    }
}
