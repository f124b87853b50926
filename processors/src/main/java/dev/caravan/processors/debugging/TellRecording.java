package dev.caravan.processors.debugging;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Answers with a recording of the seconds from now on, for JDK Mission Control and {@code jfr}: 30, or {@code ?seconds=}. */
public final class TellRecording implements AsyncCallStep {

    private static final int USUAL_SECONDS = 30;

    private final FlightRecordings recordings;
    private final Scheduler workers;

    /** @param workers threads that may block */
    public TellRecording(FlightRecordings recordings, Scheduler workers) {
        this.recordings = recordings;
        this.workers = workers;
    }

    @Override
    public Mono<Void> apply(Call call) {
        return recordings
                .all(call, RecordingTime.of(call, USUAL_SECONDS))
                .map(this::answer)
                .publishOn(Schedulers.fromExecutor(call.loop()))
                .doOnNext(call::answerWith)
                .then();
    }

    private Answer answer(Path file) {
        try {
            HttpHeaders headers = new DefaultHttpHeaders()
                    .set(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream")
                    .set(HttpHeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"caravan.jfr\"")
                    .set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(Files.size(file)));
            return new Answer(200, headers, FileBody.of(file, workers));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
