package dev.caravan.gateway.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.gateway.config.AdminConfig.Stats;
import dev.caravan.gateway.ledger.LedgerWriter;
import dev.caravan.gateway.mcp.McpStats;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.CallStep;
import dev.caravan.processors.debugging.FlightRecordings;
import dev.caravan.processors.debugging.JvmReport;
import dev.caravan.processors.debugging.OneAtATime;
import dev.caravan.processors.debugging.RequireDebugging;
import dev.caravan.processors.debugging.TellCpuProfile;
import dev.caravan.processors.debugging.TellJvmReport;
import dev.caravan.processors.debugging.TellRecording;
import dev.caravan.processors.operating.TargetStats;
import dev.caravan.processors.operating.TellDocument;
import dev.caravan.processors.operating.TellHealth;
import dev.caravan.processors.operating.TellMetrics;
import dev.caravan.processors.operating.TellNothing;
import dev.caravan.processors.operating.TellReadiness;
import dev.caravan.processors.operating.TellStats;
import dev.caravan.spi.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import reactor.core.scheduler.Scheduler;

/** What operators ask for. */
final class OperatingSteps {

    private static final String DOCUMENTS = "/dev/caravan/docs/";

    private OperatingSteps() {}

    static void add(Parts parts, Steps steps) {
        Services services = parts.services();
        steps.add("tellHealth", new TellHealth());
        steps.add(
                "tellReadiness",
                new TellReadiness(
                        services.draining(),
                        services.ledger(),
                        parts.config().ledger().enabled()));
        steps.add(
                "tellMetrics",
                new TellMetrics(services.scrape(), services.workers().scheduler()));
        steps.add("tellAdminApi", new TellDocument("application/yaml", document("admin-api.yaml")));
        addStats(parts, steps);
        addDebugging(parts, steps);
    }

    private static void addStats(Parts parts, Steps steps) {
        Services services = parts.services();
        Map<String, Supplier<JsonNode>> told = new LinkedHashMap<>();
        told.put("calls", services.stats()::calls);
        told.put("providers", services.stats()::providers);
        told.put("models", services.stats()::models);
        told.put(
                "targets",
                new TargetStats(services.health(), parts.providers().aliases().values()));
        told.put("mcp_servers", new McpStats(parts.config().mcpServers(), services.mcpServers()));
        told.put("ledger", () -> ledger(services.ledger()));
        AsyncCallStep tell = new TellStats(told, services.workers().scheduler());
        CallStep tellNothing = new TellNothing();
        Stats whom = parts.config().admin().stats();
        if (whom == Stats.EVERYBODY) {
            steps.add("tellStats", tell);
        } else {
            steps.add("tellStats", tellNothing);
        }
        if (whom == Stats.OFF) {
            steps.add("tellAdminStats", tellNothing);
        } else {
            steps.add("tellAdminStats", tell);
        }
    }

    private static JsonNode ledger(LedgerWriter ledger) {
        return Json.object()
                .put("up", ledger.isHealthy())
                .put("waiting", ledger.waiting())
                .put("waiting_bytes", ledger.waitingBytes());
    }

    private static void addDebugging(Parts parts, Steps steps) {
        OneAtATime turns = parts.services().debugging();
        Scheduler workers = parts.services().workers().scheduler();
        FlightRecordings recordings = new FlightRecordings(turns, workers);
        steps.add(
                "requireDebugging", new RequireDebugging(parts.config().admin().debug()));
        steps.add("tellThreads", new TellJvmReport(JvmReport.THREADS, turns, workers));
        steps.add("tellHeap", new TellJvmReport(JvmReport.HEAP, turns, workers));
        steps.add("tellRecording", new TellRecording(recordings, workers));
        steps.add("tellCpuProfile", new TellCpuProfile(recordings));
    }

    /** A document that comes with the gateway. */
    private static byte[] document(String name) {
        try (InputStream in = OperatingSteps.class.getResourceAsStream(DOCUMENTS + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
