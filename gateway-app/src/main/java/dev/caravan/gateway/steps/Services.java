package dev.caravan.gateway.steps;

import dev.caravan.gateway.database.Database;
import dev.caravan.processors.cache.AnswerCache;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.limits.LimitStore;
import dev.caravan.processors.routing.TargetHealth;
import dev.caravan.processors.translation.Translations;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What lives as long as the process, and goes on from one generation to the next.
 *
 * @param translations between the dialects that were found
 * @param limits counts calls
 * @param database keeps what has to outlive the process
 * @param health how targets have done of late
 * @param cache answers that may be given again
 * @param workers threads that may be kept busy
 * @param draining whether the gateway shuts down
 * @param metrics takes what steps count
 * @param scrape writes all metrics
 */
public record Services(
        Translations translations,
        LimitStore limits,
        Database database,
        TargetHealth health,
        AnswerCache cache,
        Workers workers,
        BooleanSupplier draining,
        MeterRegistry metrics,
        Supplier<String> scrape) {}
