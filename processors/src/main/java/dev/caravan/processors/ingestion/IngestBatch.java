package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.Ledger;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Takes many reported exchanges, {@code {"exchanges":[…]}}, and answers 202 {@code {"accepted","rejected","items":
 * [{"index","request_id","accepted","error"?}]}} when the good ones are committed, all in one transaction. One that is wrong does
 * not spoil the others. Answers 413 {@code batch_too_large}. Runs after {@link ReadReport}.
 */
public final class IngestBatch implements AsyncCallStep {

    /** Reading more of them takes longer than an event loop should be held. */
    private static final int MANY = 20;

    private final Ledger ledger;
    private final ReportReader reader;
    private final Supplier<String> newId;
    private final ReportBody body;
    private final int most;

    /**
     * @param newId gives exchanges ids that have none
     * @param most how many exchanges a batch may have
     */
    public IngestBatch(Ledger ledger, ReportReader reader, Supplier<String> newId, Workers workers, int most) {
        this.ledger = ledger;
        this.reader = reader;
        this.newId = newId;
        this.body = new ReportBody(workers);
        this.most = most;
    }

    /** What became of one of them: a record, or an error. */
    private record Item(String requestId, @Nullable ExchangeRecord exchange, @Nullable GatewayError error) {}

    /** What is to be kept of a batch, and said when it is. */
    private record Batch(List<ExchangeRecord> good, Answer answer) {}

    @Override
    public Mono<Void> apply(Call call) {
        ArrayNode exchanges = exchanges(ReportBody.of(call));
        Principal reporter = Authenticate.caller(call);
        return body.work(call, exchanges.size() > MANY, () -> read(exchanges, reporter))
                .flatMap(batch -> Acknowledgement.of(batch.good(), ledger, call, batch.answer()));
    }

    private ArrayNode exchanges(ObjectNode report) {
        if (!(report.get("exchanges") instanceof ArrayNode exchanges)) {
            throw ReportFields.invalid("exchanges", "an array of exchanges");
        }
        if (exchanges.size() > most) {
            throw GatewayError.of(
                            413,
                            "batch_too_large",
                            "A batch has %d exchanges at most, this one has %d.",
                            most,
                            exchanges.size())
                    .withParam("exchanges");
        }
        return exchanges;
    }

    private Batch read(ArrayNode exchanges, Principal reporter) {
        List<Item> items = new ArrayList<>(exchanges.size());
        List<ExchangeRecord> good = new ArrayList<>(exchanges.size());
        for (JsonNode exchange : exchanges) {
            Item item = read(exchange, reporter, newId.get());
            items.add(item);
            if (item.exchange() != null) {
                good.add(item.exchange());
            }
        }
        return new Batch(good, told(items, good.size()));
    }

    private Item read(JsonNode exchange, Principal reporter, String id) {
        if (!(exchange instanceof ObjectNode report)) {
            return new Item(id, null, GatewayError.badRequest("invalid_type", "Expected an object."));
        }
        try {
            ExchangeRecord read = reader.read(report, Source.INGEST, reporter, id);
            return new Item(read.requestId(), read, null);
        } catch (GatewayError wrong) {
            String own = report.path("request_id").textValue();
            return new Item(own == null ? id : own, null, wrong);
        }
    }

    private static Answer told(List<Item> items, int accepted) {
        ObjectNode json = Json.object();
        json.put("accepted", accepted);
        json.put("rejected", items.size() - accepted);
        ArrayNode told = json.putArray("items");
        for (int i = 0; i < items.size(); i++) {
            Item item = items.get(i);
            ObjectNode entry = told.addObject();
            entry.put("index", i);
            entry.put("request_id", item.requestId());
            entry.put("accepted", item.error() == null);
            if (item.error() != null) {
                entry.put("error", item.error().text());
            }
        }
        return Answer.json(202, Json.bytes(json));
    }
}
