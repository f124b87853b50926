package dev.caravan.processors.spans;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.ledger.ExchangeRecord.Owner;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.ExchangeRecord.Trace;
import dev.caravan.spi.chat.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of a trace: a call of a model, of a tool, of an agent, or whatever else was timed.
 *
 * @param source how it came
 * @param owner who it belongs to
 * @param workspace the workspace that it was reported to, a label; null for none
 * @param trace where it stands; of a span that is kept, trace and span are never null, and unique within the owner's project: a
 *     second span of these ids is the same one and is not kept
 * @param name what it is called; may be empty
 * @param kind what it stands for
 * @param status how it ended
 * @param started when it began
 * @param ended when it ended, or null when that is not known
 * @param model which model it called
 * @param usage what it used, in tokens
 * @param cost what it cost in USD, or null where that is not known
 * @param details what else is known: {@code input}, {@code output}, {@code error_type}, {@code error_message}, {@code
 *     attributes}, {@code events}, {@code links}, {@code resource}, {@code scope}. Not to be changed
 */
public record SpanRecord(
        Source source,
        Owner owner,
        @Nullable String workspace,
        Trace trace,
        String name,
        SpanKind kind,
        SpanStatus status,
        Instant started,
        @Nullable Instant ended,
        Model model,
        Usage usage,
        @Nullable BigDecimal cost,
        ObjectNode details) {

    /**
     * A model and who serves it.
     *
     * @param provider the provider's name, or null
     * @param name the model's name, or null
     */
    public record Model(@Nullable String provider, @Nullable String name) {

        public static final Model NONE = new Model(null, null);
    }
}
