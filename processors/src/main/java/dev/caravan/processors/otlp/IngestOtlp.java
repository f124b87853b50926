package dev.caravan.processors.otlp;

import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.genai.KeptSpan;
import dev.caravan.processors.genai.ReportedSpan;
import dev.caravan.processors.genai.SpanRecords;
import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.spans.KeepSpans;
import dev.caravan.processors.spans.SpanRecord;
import dev.caravan.processors.spans.Workspace;
import dev.caravan.spi.GatewayError;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Takes traces from OpenTelemetry's exporters: {@code ExportTraceServiceRequest} in protobuf or JSON, packed with gzip or not.
 * Answers 200 {@code ExportTraceServiceResponse} in the same encoding when they are committed, with what was rejected. What
 * cannot be taken as a whole is a google.rpc.Status: 400 malformed, 413 too large, 415 another type or packing, 503 with a time
 * to come again.
 */
public final class IngestOtlp implements AsyncCallStep {

    /** Reading more takes longer than an event loop should be held. */
    private static final int LARGE = 16 * 1024;

    private final KeepSpans keep;
    private final SpanRecords records;
    private final long maxBytes;
    private final Workers workers;

    /** @param maxBytes the most bytes of a request, as it is sent and unpacked */
    public IngestOtlp(KeepSpans keep, SpanRecords records, long maxBytes, Workers workers) {
        this.keep = keep;
        this.records = records;
        this.maxBytes = maxBytes;
        this.workers = workers;
    }

    private record Batch(List<SpanRecord> spans, List<ExchangeRecord> exchanges, Answer answer) {}

    @Override
    public Mono<Void> apply(Call call) {
        HttpHeaders headers = call.request().headers();
        OtlpEncoding encoding = OtlpEncoding.of(headers.get(HttpHeaderNames.CONTENT_TYPE));
        if (encoding == null) {
            call.answerWith(OtlpEncoding.JSON.answer(GatewayError.of(
                    415,
                    "unsupported_media_type",
                    "Unsupported content type: send application/x-protobuf or application/json.")));
            return Mono.empty();
        }
        return take(call, encoding, headers.get(HttpHeaderNames.CONTENT_ENCODING))
                .onErrorResume(GatewayError.class, error -> {
                    call.answerWith(encoding.answer(error));
                    return Mono.empty();
                });
    }

    private Mono<Void> take(Call call, OtlpEncoding encoding, @Nullable String packing) {
        boolean packed = packing != null && packing.strip().equalsIgnoreCase("gzip");
        if (!packed && packing != null && !packing.isBlank() && !packing.strip().equalsIgnoreCase("identity")) {
            return Mono.error(GatewayError.of(
                    415,
                    "unsupported_content_encoding",
                    "Unsupported content encoding: send gzip, or the body as it is."));
        }
        Principal reporter = Authenticate.caller(call);
        String workspace = Workspace.of(call);
        return call.body()
                .whole(maxBytes)
                .flatMap(bytes -> read(call, bytes, packed, body -> batch(encoding, body, reporter, workspace)))
                .flatMap(batch -> keep.keep(batch.spans(), batch.exchanges(), call.loop())
                        .doOnSuccess(committed -> call.answerWith(batch.answer())));
    }

    private Mono<Batch> read(Call call, ByteBuf bytes, boolean packed, Reading reading) {
        if (!packed && bytes.readableBytes() <= LARGE) {
            return Mono.fromSupplier(() -> reading.batch(ByteBufUtil.getBytes(bytes)));
        }
        bytes.retain();
        return workers.compute(
                call.loop(),
                () -> {
                    byte[] body = ByteBufUtil.getBytes(bytes);
                    return reading.batch(packed ? Gunzip.unpack(body, maxBytes) : body);
                },
                bytes::release);
    }

    /** Reads a body. */
    @FunctionalInterface
    private interface Reading {

        Batch batch(byte[] body);
    }

    private Batch batch(OtlpEncoding encoding, byte[] body, Principal reporter, @Nullable String workspace) {
        OtlpSpans read = encoding.read(body);
        List<SpanRecord> spans = new ArrayList<>(read.good().size());
        List<ExchangeRecord> exchanges = new ArrayList<>();
        for (ReportedSpan span : read.good()) {
            KeptSpan kept = records.read(span, reporter, workspace);
            spans.add(kept.span());
            if (kept.exchange() != null) {
                exchanges.add(kept.exchange());
            }
        }
        return new Batch(spans, exchanges, encoding.answer(read.rejected(), read.message()));
    }
}
