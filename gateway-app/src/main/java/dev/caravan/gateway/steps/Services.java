package dev.caravan.gateway.steps;

import dev.caravan.gateway.database.Database;
import dev.caravan.gateway.kafka.KafkaConnection;
import dev.caravan.gateway.keys.KeyDirectory;
import dev.caravan.gateway.ledger.LedgerQueries;
import dev.caravan.gateway.ledger.LedgerWriter;
import dev.caravan.gateway.mcp.McpServers;
import dev.caravan.gateway.observability.CallStats;
import dev.caravan.gateway.redis.RedisConnection;
import dev.caravan.processors.budgets.SpendBook;
import dev.caravan.processors.cache.AnswerCache;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.debugging.OneAtATime;
import dev.caravan.processors.evals.Evals;
import dev.caravan.processors.evals.Listeners;
import dev.caravan.processors.files.StoredObjects;
import dev.caravan.processors.limits.LimitStore;
import dev.caravan.processors.metering.TextTokens;
import dev.caravan.processors.routing.TargetHealth;
import dev.caravan.processors.sessions.SessionStore;
import dev.caravan.processors.spans.SpanArchive;
import dev.caravan.processors.spans.Spans;
import dev.caravan.processors.translation.Translations;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What lives as long as the process, and goes on from one generation to the next.
 *
 * @param translations between the dialects that were found
 * @param limits counts calls and tokens
 * @param sessions keeps the sessions of endpoints
 * @param kafka where exchanges are reported by messages; null where none is configured
 * @param mcpServers connections to servers of tools
 * @param redis what nodes share; null where none is configured
 * @param database keeps what has to outlive the process
 * @param ledger keeps records of exchanges
 * @param evals score what the ledger has
 * @param listeners are told of what the ledger has
 * @param spans keeps the steps of traces
 * @param spanArchive finds them
 * @param ledgerQueries reads them
 * @param keys those of the database
 * @param storedObjects what providers keep, and for whom
 * @param spend who has spent how much
 * @param health how targets have done of late
 * @param cache answers that may be given again
 * @param workers threads that may be kept busy
 * @param tokens counts those of texts
 * @param draining whether the gateway shuts down
 * @param stats what calls have come to
 * @param debugging lets one at a time look into the process
 * @param metrics takes what steps count
 * @param scrape writes all metrics
 */
public record Services(
        Translations translations,
        LimitStore limits,
        SessionStore sessions,
        @Nullable KafkaConnection kafka,
        McpServers mcpServers,
        @Nullable RedisConnection redis,
        Database database,
        LedgerWriter ledger,
        Evals evals,
        Listeners listeners,
        Spans spans,
        SpanArchive spanArchive,
        LedgerQueries ledgerQueries,
        KeyDirectory keys,
        StoredObjects storedObjects,
        SpendBook spend,
        TargetHealth health,
        AnswerCache cache,
        Workers workers,
        TextTokens tokens,
        BooleanSupplier draining,
        CallStats stats,
        OneAtATime debugging,
        MeterRegistry metrics,
        Supplier<String> scrape) {}
