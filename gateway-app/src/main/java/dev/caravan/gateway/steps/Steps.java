package dev.caravan.gateway.steps;

import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.CallStep;
import dev.caravan.processors.steps.AsyncStepProcessor;
import dev.caravan.processors.steps.SyncStepProcessor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.camel.Processor;

/** The steps by the names that routes give them, as Camel processors. */
public final class Steps {

    private static final List<BiConsumer<Parts, Steps>> CONCERNS = List.of(
            AccessSteps::add,
            RequestSteps::add,
            BudgetSteps::add,
            RoutingSteps::add,
            RealtimeSteps::add,
            A2aSteps::add,
            OperatingSteps::add,
            KeySteps::add,
            EndpointSteps::add,
            CacheSteps::add,
            GuardSteps::add,
            LedgerSteps::add,
            IngestSteps::add,
            TraceSteps::add,
            McpSteps::add,
            KafkaSteps::add);

    private final Map<String, Processor> byName = new LinkedHashMap<>();

    private Steps() {}

    /** All steps of one generation. */
    public static Map<String, Processor> of(Parts parts) {
        Steps steps = new Steps();
        CONCERNS.forEach(concern -> concern.accept(parts, steps));
        return steps.byName;
    }

    void add(String name, CallStep step) {
        put(name, new SyncStepProcessor(step));
    }

    void add(String name, AsyncCallStep step) {
        put(name, new AsyncStepProcessor(step));
    }

    /** A step of a route that serves no call. */
    void add(String name, Processor step) {
        put(name, step);
    }

    private void put(String name, Processor step) {
        if (byName.put(name, step) != null) {
            throw new IllegalStateException("two steps are named " + name);
        }
    }
}
