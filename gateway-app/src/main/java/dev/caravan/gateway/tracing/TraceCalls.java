package dev.caravan.gateway.tracing;

import dev.caravan.gateway.config.TracingConfig;
import dev.caravan.gateway.edge.CallEnd;
import dev.caravan.gateway.edge.CallObserver;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.TraceContext;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.Operation;
import dev.caravan.spi.chat.Usage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has a span for each call of a model: OpenTelemetry's conventions for generative AI, without what was said. A call of a client's
 * trace is its child; the client's decision on sampling holds.
 */
public final class TraceCalls implements CallObserver {

    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    private static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
    private static final AttributeKey<String> REQUEST_MODEL = AttributeKey.stringKey("gen_ai.request.model");
    private static final AttributeKey<String> RESPONSE_MODEL = AttributeKey.stringKey("gen_ai.response.model");
    private static final AttributeKey<Long> INPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.input_tokens");
    private static final AttributeKey<Long> OUTPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.output_tokens");
    private static final AttributeKey<Long> CACHE_READ = AttributeKey.longKey("gen_ai.usage.cache_read.input_tokens");
    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("caravan.request_id");
    private static final AttributeKey<String> KEY = AttributeKey.stringKey("caravan.key");
    private static final AttributeKey<String> PROJECT = AttributeKey.stringKey("caravan.project");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("caravan.outcome");
    private static final AttributeKey<Double> COST = AttributeKey.doubleKey("caravan.cost_usd");
    private static final AttributeKey<Double> OVERHEAD = AttributeKey.doubleKey("caravan.overhead_ms");

    private static final double PARTS = 1L << 32;
    private static final int LOW_DIGITS = 8;

    private final SpanExport export;
    private final Resource resource;
    private final double sample;

    public TraceCalls(TracingConfig config, SpanExport export) {
        this.export = export;
        this.sample = config.sample();
        this.resource = Resource.getDefault()
                .merge(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), config.serviceName())));
    }

    @Override
    public void ended(Call call, CallEnd end) {
        Operation operation = call.operation();
        if (operation == null || !isSampled(call.trace())) {
            return;
        }
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        TraceContext trace = call.trace();
        export.offer(new CallSpan(
                name(call, operation),
                context(trace.traceId(), trace.spanId()),
                trace.parentSpanId() == null
                        ? SpanContext.getInvalid()
                        : SpanContext.createFromRemoteParent(
                                trace.traceId(),
                                trace.parentSpanId(),
                                TraceFlags.getSampled(),
                                TraceState.getDefault()),
                now - end.durationNanos(),
                now,
                attributes(call, end, operation),
                end.status() >= 500 || end.outcome() == CallEnd.Outcome.BROKEN
                        ? StatusData.error()
                        : StatusData.unset(),
                resource));
    }

    /** The same for all spans of a trace. */
    private boolean isSampled(TraceContext trace) {
        if (trace.sampled() != null) {
            return trace.sampled();
        }
        String low = trace.traceId().substring(trace.traceId().length() - LOW_DIGITS);
        return Long.parseLong(low, 16) / PARTS < sample;
    }

    private static String name(Call call, Operation operation) {
        String model = model(call);
        return model == null ? word(operation) : word(operation) + " " + model;
    }

    private static @Nullable String model(Call call) {
        Target target = call.target();
        return target == null ? call.model() : target.model();
    }

    private static String word(Operation operation) {
        return switch (operation.kind()) {
            case CHAT -> "chat";
            case EMBEDDINGS -> "embeddings";
            case OTHER -> operation.name().toLowerCase(Locale.ROOT);
        };
    }

    private static SpanContext context(String traceId, String spanId) {
        return SpanContext.create(traceId, spanId, TraceFlags.getSampled(), TraceState.getDefault());
    }

    private static Attributes attributes(Call call, CallEnd end, Operation operation) {
        AttributesBuilder to = Attributes.builder();
        Target target = call.target();
        Principal caller = call.principal();
        Usage usage = call.spending().usage();
        BigDecimal cost = call.spending().cost();
        to.put(OPERATION, word(operation));
        if (target != null) {
            to.put(PROVIDER, target.provider().name());
            put(to, RESPONSE_MODEL, target.model());
        }
        put(to, REQUEST_MODEL, call.model() == null ? model(call) : call.model());
        tokens(to, INPUT_TOKENS, usage.input());
        tokens(to, OUTPUT_TOKENS, usage.output());
        tokens(to, CACHE_READ, usage.cacheRead());
        to.put(METHOD, call.request().method());
        to.put(ROUTE, call.route());
        to.put(STATUS, (long) end.status());
        if (!end.errorCode().isEmpty()) {
            to.put(ERROR, end.errorCode());
        } else if (end.status() >= 400) {
            to.put(ERROR, Integer.toString(end.status()));
        }
        to.put(REQUEST_ID, call.id());
        put(to, KEY, caller == null ? null : caller.name());
        put(to, PROJECT, caller == null ? null : caller.project());
        to.put(OUTCOME, end.outcome().word());
        if (cost != null) {
            to.put(COST, cost.doubleValue());
        }
        to.put(OVERHEAD, end.overheadNanos() / 1e6);
        return to.build();
    }

    private static void put(AttributesBuilder to, AttributeKey<String> key, @Nullable String value) {
        if (value != null) {
            to.put(key, value);
        }
    }

    private static void tokens(AttributesBuilder to, AttributeKey<Long> key, long tokens) {
        if (tokens != Usage.UNKNOWN) {
            to.put(key, tokens);
        }
    }
}
