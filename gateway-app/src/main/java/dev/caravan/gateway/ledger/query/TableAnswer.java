package dev.caravan.gateway.ledger.query;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Answers a call with a text that comes in pieces. What is held for it is given back when the call ends, however it ends. */
final class TableAnswer {

    private static final byte[] NOTHING = {};
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Workers workers;
    private final Duration patience;

    TableAnswer(Workers workers) {
        this(workers, PATIENCE);
    }

    /** @param patience how long a client may take for a piece */
    TableAnswer(Workers workers, Duration patience) {
        this.workers = workers;
        this.patience = patience;
    }

    /**
     * Answers when the first piece is there, so that what fails at the beginning is an error and no broken answer.
     *
     * @param name the file's name without its end, where the format is one of files
     * @param opening runs on a worker
     */
    Mono<Void> answer(Call call, Format format, String name, Supplier<Pieces> opening) {
        Reading reading = new Reading(opening);
        call.onEnd(() -> close(call, reading));
        return workers.compute(call.loop(), () -> answer(call, format, name, reading), () -> {})
                .doOnNext(call::answerWith)
                .then();
    }

    /** Blocks. */
    private Answer answer(Call call, Format format, String name, Reading reading) {
        byte[] first = reading.next().orElse(NOTHING);
        HttpHeaders headers = new DefaultHttpHeaders()
                .set(HttpHeaderNames.CONTENT_TYPE, format.contentType())
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        if (format != Format.JSON) {
            String file = name + "-" + STAMP.format(Instant.now()) + "." + format.suffix();
            headers.set(HttpHeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"" + file + "\"");
        }
        if (reading.isDone()) {
            Answer whole = Answer.whole(200, format.contentType(), first);
            whole.headers().set(headers);
            whole.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, first.length);
            return whole;
        }
        return new Answer(200, headers, new PulledBody(first, reading, call.loop(), workers, patience));
    }

    /** Waits on its worker for the piece that is being read. */
    private void close(Call call, Reading reading) {
        workers.compute(
                        call.loop(),
                        () -> {
                            reading.close();
                            return Boolean.TRUE;
                        },
                        () -> {})
                .subscribe(closed -> {}, busy -> new Thread(reading::close, "caravan-ledger-close").start());
    }
}
