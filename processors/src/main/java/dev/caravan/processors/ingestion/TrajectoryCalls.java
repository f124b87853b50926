package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.caravan.processors.spans.SpanIds;
import dev.caravan.processors.spans.SpanRecord.Model;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calls of models in one trajectory, as exchanges of the ledger. Used by one thread. */
final class TrajectoryCalls {

    private final Owner owner;
    private final boolean keepsTexts;
    private final ReportedCosts costs;
    private final List<ExchangeRecord> exchanges = new ArrayList<>();

    TrajectoryCalls(Owner owner, boolean keepsTexts, ReportedCosts costs) {
        this.owner = owner;
        this.keepsTexts = keepsTexts;
        this.costs = costs;
    }

    /** A call of a model, as the trajectory tells it. */
    record ModelCall(
            Trace trace,
            Instant started,
            @Nullable Instant ended,
            Model model,
            TrajectoryMetrics metrics,
            @Nullable String prompt,
            @Nullable String completion,
            @Nullable String toolCalls) {}

    void add(ModelCall call) {
        exchanges.add(new ExchangeRecord(
                SpanIds.request(call.trace()),
                Source.ATIF,
                owner,
                call.trace(),
                new Timing(
                        call.started(),
                        call.ended() == null ? null : Timing.sound(Duration.between(call.started(), call.ended())),
                        null,
                        null),
                new Asked(null, null, call.model().provider(), call.model().name(), null, false),
                new Result(200, "reported", null, null),
                keepsTexts ? new Content(call.prompt(), call.completion(), call.toolCalls(), Map.of()) : Content.NONE,
                call.metrics().usage(),
                false,
                new Cost(cost(call.model(), call.metrics()), null, null, Map.of()),
                Bodies.NONE));
    }

    List<ExchangeRecord> exchanges() {
        return exchanges;
    }

    /** What the trajectory says, else what the price lists say; null where neither does. */
    @Nullable
    BigDecimal cost(Model model, TrajectoryMetrics metrics) {
        return metrics.usd() == null
                ? costs.of(model.provider(), null, model.name(), metrics.usage(), ServiceTier.STANDARD)
                        .orElse(null)
                : metrics.usd();
    }

    /** The model of a step, else the agent's; {@code provider/model} names both. */
    static Model model(@Nullable JsonNode step, JsonNode trajectory) {
        String own = step == null ? null : ShapeCheck.text(step, "model_name");
        String name = own == null ? ShapeCheck.text(trajectory.path("agent"), "model_name") : own;
        if (name == null) {
            return Model.NONE;
        }
        int slash = name.indexOf('/');
        return slash <= 0 || slash == name.length() - 1
                ? new Model(null, name)
                : new Model(name.substring(0, slash), name.substring(slash + 1));
    }
}
