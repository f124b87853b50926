package dev.caravan.gateway.tracing;

import dev.caravan.gateway.config.TracingConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends spans in groups, on a thread of its own. What does not fit into the queue, or cannot be sent, is dropped and counted. */
public final class SpanExport implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SpanExport.class);
    private static final int QUEUE = 8192;
    private static final int LARGEST_GROUP = 512;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final SpanExporter exporter;
    private final BlockingQueue<SpanData> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Counter sent;
    private final Counter dropped;
    private final Thread thread = new Thread(this::run, "caravan-tracing");
    private volatile boolean closed;
    private boolean failing;

    private SpanExport(SpanExporter exporter, MeterRegistry metrics) {
        this.exporter = exporter;
        this.sent = Counter.builder("caravan.tracing.spans")
                .description("Spans that were sent")
                .register(metrics);
        this.dropped = Counter.builder("caravan.tracing.dropped")
                .description("Spans that could not be sent")
                .register(metrics);
        thread.setDaemon(true);
    }

    /** Does not wait for whom it sends to. */
    public static SpanExport start(TracingConfig config, MeterRegistry metrics) {
        OtlpHttpSpanExporterBuilder exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(config.endpoint().toString())
                .setCompression("gzip")
                .setTimeout(TIMEOUT);
        config.headers().forEach((name, value) -> exporter.addHeader(name, value.reveal()));
        SpanExport export = new SpanExport(exporter.build(), metrics);
        export.thread.start();
        return export;
    }

    /** Takes a span; never blocks. */
    void offer(SpanData span) {
        if (!queue.offer(span)) {
            dropped.increment();
        }
    }

    /** Sends what waits, as long as that does not take too long. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exporter.shutdown().join(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    private void run() {
        try {
            while (true) {
                SpanData first = queue.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    List<SpanData> group = new ArrayList<>();
                    group.add(first);
                    queue.drainTo(group, LARGEST_GROUP - 1);
                    send(group);
                } else if (closed) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(List<SpanData> group) {
        CompletableResultCode result = exporter.export(group).join(TIMEOUT.toSeconds() + 1, TimeUnit.SECONDS);
        if (result.isSuccess()) {
            sent.increment(group.size());
        } else {
            dropped.increment(group.size());
        }
        if (failing == result.isSuccess()) {
            failing = !failing;
            LOG.warn(failing ? "spans cannot be sent" : "spans are sent again");
        }
    }
}
