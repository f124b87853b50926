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
import dev.caravan.processors.extraction.Extractor;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.Ledger;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Takes many reported exchanges, {@code {"exchanges":[…]}}, and answers 202 {@code {"accepted","rejected","items":
 * [{"index","request_id","accepted","error"?}]}} when the good ones are committed. One that is wrong does not spoil the others.
 * Runs after {@link ReadReport}.
 */
public final class IngestBatch implements AsyncCallStep {

    /** Reading more of them takes longer than an event loop should be held. */
    private static final int MANY = 20;

    private final Ledger ledger;
    private final ReportReader reader;
    private final Supplier<String> newId;
    private final Workers workers;
    private final int most;

    /**
     * @param newId gives exchanges ids that have none
     * @param most how many exchanges a batch may have; 413 beyond
     */
    public IngestBatch(
            Ledger ledger,
            Extractor extractor,
            InstantSource clock,
            Supplier<String> newId,
            Workers workers,
            int most) {
        this.ledger = ledger;
        this.reader = new ReportReader(extractor, clock);
        this.newId = newId;
        this.workers = workers;
        this.most = most;
    }

    /** What became of one of them: a record, or an error. */
    private record Item(String requestId, @Nullable ExchangeRecord exchange, @Nullable GatewayError error) {}

    @Override
    public Mono<Void> apply(Call call) {
        ArrayNode exchanges = exchanges(call);
        Principal reporter = Authenticate.caller(call);
        Mono<List<Item>> items = exchanges.size() <= MANY
                ? Mono.just(read(exchanges, reporter))
                : workers.compute(call.loop(), () -> read(exchanges, reporter), () -> {});
        return items.flatMap(read -> keep(read)
                .publishOn(Schedulers.fromExecutor(call.loop()))
                .doOnSuccess(committed -> call.answerWith(told(read))));
    }

    private ArrayNode exchanges(Call call) {
        ObjectNode report = call.tree();
        if (report == null) {
            throw new IllegalStateException("the report is not read yet");
        }
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

    private List<Item> read(ArrayNode exchanges, Principal reporter) {
        List<Item> items = new ArrayList<>(exchanges.size());
        for (int i = 0; i < exchanges.size(); i++) {
            items.add(read(exchanges.get(i), reporter, newId.get()));
        }
        return items;
    }

    private Item read(JsonNode exchange, Principal reporter, String id) {
        if (!(exchange instanceof ObjectNode report)) {
            return new Item(id, null, GatewayError.badRequest("invalid_type", "Expected an object."));
        }
        try {
            ExchangeRecord read = reader.read(report, Source.INGEST, reporter, id);
            return new Item(read.requestId(), read, null);
        } catch (GatewayError wrong) {
            return new Item(report.path("request_id").asText(id), null, wrong);
        }
    }

    private Mono<Void> keep(List<Item> items) {
        List<ExchangeRecord> good = new ArrayList<>(items.size());
        for (Item item : items) {
            if (item.exchange() != null) {
                good.add(item.exchange());
            }
        }
        return good.isEmpty() ? Mono.empty() : ledger.append(good);
    }

    private static Answer told(List<Item> items) {
        ObjectNode json = Json.object();
        long accepted = items.stream().filter(item -> item.error() == null).count();
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
