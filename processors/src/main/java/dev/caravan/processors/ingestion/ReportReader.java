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
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a record of a reported exchange: {@code provider}, {@code path}, {@code method}, {@code status_code}, {@code latency_ms},
 * {@code request_body}, {@code response_body}, {@code model}, {@code prompt}, {@code completion}, {@code token_count}, {@code
 * metadata}, {@code user_id}, {@code session_id}, {@code timestamp}, {@code request_id}, {@code trace_id}, {@code span_id},
 * {@code parent_span_id}. All of them may be left out, but something has to be there to keep. What the bodies say wins over what
 * the reporter extracted; that is the fallback. Fields of other names are kept as metadata.
 */
public final class ReportReader {

    private static final int LONGEST_ID = 200;
    private static final Set<String> KNOWN = Set.of(
            "provider",
            "path",
            "method",
            "status_code",
            "latency_ms",
            "request_body",
            "response_body",
            "model",
            "prompt",
            "completion",
            "token_count",
            "metadata",
            "user_id",
            "session_id",
            "timestamp",
            "request_id",
            "trace_id",
            "span_id",
            "parent_span_id");

    private final Extractor extractor;
    private final ReportedCosts costs;
    private final InstantSource clock;

    /** @param clock tells when an exchange was whose report does not say */
    public ReportReader(Extractor extractor, ReportedCosts costs, InstantSource clock) {
        this.extractor = extractor;
        this.costs = costs;
        this.clock = clock;
    }

    /**
     * Reads a report.
     *
     * @param reporter the key that reports, whose project the record belongs to
     * @param newId the id of a report that has none
     * @throws GatewayError 400 that names the field, when it is not of its type
     */
    public ExchangeRecord read(ObjectNode report, Source source, Principal reporter, String newId) {
        ReportFields fields = new ReportFields(report);
        String path = fields.text("path");
        JsonNode request = fields.any("request_body");
        JsonNode response = fields.any("response_body");
        Extracted found = extractor.extract(path, request, response).orElse(null);
        Content content = content(fields, found, unknown(report));
        String model = or(found == null ? null : found.model(), fields.text("model"));
        refuseEmpty(request, response, content, model);
        int status = (int) fields.whole("status_code", 0, 999);
        String provider = fields.text("provider");
        return new ExchangeRecord(
                requestId(fields, newId),
                source,
                new Owner(
                        reporter.project(),
                        reporter.name(),
                        or(fields.text("user_id"), found == null ? null : found.user()),
                        fields.text("session_id")),
                new Trace(fields.text("trace_id"), fields.text("span_id"), fields.text("parent_span_id")),
                new Timing(time(fields), latency(fields), null, null),
                new Asked(
                        fields.text("method"),
                        path,
                        provider,
                        model,
                        found == null ? null : found.servedModel(),
                        found != null && found.stream()),
                new Result(
                        status, "reported", ReportedError.code(response), found == null ? null : found.finishReason()),
                content,
                usage(fields, found),
                false,
                cost(provider, model, found, content),
                new Bodies(bytes(request), bytes(response)));
    }

    /** The one figure that a reporter may know does not tell input from output, so that it has no price. */
    private Cost cost(@Nullable String provider, @Nullable String model, @Nullable Extracted found, Content content) {
        if (found == null) {
            return Cost.UNKNOWN;
        }
        ServiceTier tier = ServiceTier.named(content.metadata().get("service_tier"));
        return costs.of(provider, found.servedModel(), model, found.usage(), tier)
                .map(usd -> new Cost(usd, null, null, Map.of()))
                .orElse(Cost.UNKNOWN);
    }

    private static Content content(ReportFields fields, @Nullable Extracted found, Map<String, String> unknown) {
        Content said = found == null ? Content.NONE : found.content();
        Map<String, String> metadata = new LinkedHashMap<>(unknown);
        metadata.putAll(fields.texts("metadata"));
        metadata.putAll(said.metadata());
        return new Content(
                or(said.prompt(), fields.text("prompt")),
                or(said.completion(), fields.text("completion")),
                said.toolCalls(),
                metadata);
    }

    private static Map<String, String> unknown(ObjectNode report) {
        Map<String, String> unknown = new LinkedHashMap<>();
        report.properties().forEach(field -> {
            if (!KNOWN.contains(field.getKey())) {
                unknown.put(field.getKey(), ReportFields.asText(field.getValue()));
            }
        });
        return unknown;
    }

    private static void refuseEmpty(
            @Nullable JsonNode request, @Nullable JsonNode response, Content content, @Nullable String model) {
        if (request == null
                && response == null
                && model == null
                && content.prompt() == null
                && content.completion() == null) {
            throw GatewayError.badRequest(
                            "empty_report",
                            "There is nothing to keep: send request_body, response_body, model, prompt or completion.")
                    .withParam("request_body");
        }
    }

    private static String requestId(ReportFields fields, String newId) {
        String id = fields.text("request_id");
        if (id == null) {
            return newId;
        }
        if (id.isBlank() || id.length() > LONGEST_ID || !id.chars().allMatch(ReportReader::isPrintable)) {
            throw ReportFields.invalid("request_id", "1 to " + LONGEST_ID + " printable characters");
        }
        return id;
    }

    /** An id has to be found again as it was: databases change what is no text. */
    private static boolean isPrintable(int character) {
        return !Character.isISOControl(character) && !Character.isSurrogate((char) character);
    }

    private Instant time(ReportFields fields) {
        Instant told = fields.time("timestamp");
        return told == null ? clock.instant() : told;
    }

    private static @Nullable Duration latency(ReportFields fields) {
        Double millis = fields.number("latency_ms", Timing.LONGEST.toMillis());
        return millis == null ? null : Duration.ofNanos((long) (millis * 1e6));
    }

    /** A reporter knows one figure; it counts as output where the bodies do not tell. */
    private static Usage usage(ReportFields fields, @Nullable Extracted found) {
        long told = fields.whole("token_count", Usage.UNKNOWN, Integer.MAX_VALUE);
        boolean known = found != null && !found.usage().equals(Usage.NONE);
        return known ? found.usage() : Usage.of(Usage.UNKNOWN, told);
    }

    private static @Nullable ByteBuffer bytes(@Nullable JsonNode body) {
        if (body == null) {
            return null;
        }
        return ByteBuffer.wrap(body.isTextual() ? body.asText().getBytes(StandardCharsets.UTF_8) : Json.bytes(body));
    }

    private static @Nullable String or(@Nullable String one, @Nullable String other) {
        return one == null ? other : one;
    }
}
