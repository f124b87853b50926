package dev.caravan.processors.debugging;

import dev.caravan.processors.call.Call;
import dev.caravan.spi.GatewayError;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Configuration;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Makes recordings by Java Flight Recorder, one at a time. Of its events only those are recorded that tell of threads, locks,
 * memory and time: what tells of environment variables, system properties, command lines or exceptions' messages may hold
 * secrets and stays off.
 */
public final class FlightRecordings {

    private static final String PROFILE = "profile";

    /** How events are called that are recorded. */
    private static final List<String> TELLING = List.of(
            "jdk.ActiveRecording",
            "jdk.Allocation",
            "jdk.CPU",
            "jdk.ClassLoadingStatistics",
            "jdk.CodeCache",
            "jdk.Compil",
            "jdk.DirectBufferStatistics",
            "jdk.ExecuteVMOperation",
            "jdk.ExecutionSample",
            "jdk.FileForce",
            "jdk.G1",
            "jdk.GC",
            "jdk.GarbageCollection",
            "jdk.JavaMonitor",
            "jdk.JavaThreadStatistics",
            "jdk.Metaspace",
            "jdk.NativeMethodSample",
            "jdk.ObjectAllocation",
            "jdk.OldGarbageCollection",
            "jdk.PhysicalMemory",
            "jdk.Safepoint",
            "jdk.SocketRead",
            "jdk.SocketWrite",
            "jdk.ThreadAllocationStatistics",
            "jdk.ThreadCPULoad",
            "jdk.ThreadContextSwitchRate",
            "jdk.ThreadPark",
            "jdk.ThreadSleep",
            "jdk.VirtualThreadPinned",
            "jdk.YoungGarbageCollection");

    private static final Map<String, String> SAMPLES =
            Map.of("jdk.ExecutionSample#enabled", "true", "jdk.ExecutionSample#period", "10 ms");

    private final OneAtATime turns;
    private final Scheduler workers;

    /** @param workers threads that may block */
    public FlightRecordings(OneAtATime turns, Scheduler workers) {
        this.turns = turns;
        this.workers = workers;
    }

    /** A recording of everything that is recorded. The file is there until the call has ended; told on a worker. */
    Mono<Path> all(Call call, Duration time) {
        return recorded(call, FlightRecordings::telling, time);
    }

    /** A recording of what threads execute, every 10 ms. The same holds for its file. */
    Mono<Path> samples(Call call, Duration time) {
        return recorded(call, () -> SAMPLES, time);
    }

    private Mono<Path> recorded(Call call, SettingsOfEvents settings, Duration time) {
        TemporaryFile file = TemporaryFile.of(call, workers);
        return turns.run(Mono.usingWhen(
                Mono.fromCallable(() -> begin(settings.read())).subscribeOn(workers),
                recording -> Mono.delay(time, workers).map(over -> file.dump(recording)),
                recording -> Mono.<Void>fromRunnable(recording::close).subscribeOn(workers)));
    }

    private static Recording begin(Map<String, String> settings) {
        if (!FlightRecorder.isAvailable()) {
            throw GatewayError.of(501, "no_flight_recorder", "This JVM has no Flight Recorder.");
        }
        Recording recording = new Recording(settings);
        recording.setName("caravan");
        recording.start();
        return recording;
    }

    private static Map<String, String> telling() throws IOException, ParseException {
        Map<String, String> settings = new LinkedHashMap<>();
        Configuration.getConfiguration(PROFILE).getSettings().forEach((setting, value) -> {
            if (TELLING.stream().anyMatch(setting::startsWith)) {
                settings.put(setting, value);
            }
        });
        return settings;
    }

    /** What is to be recorded. Blocks. */
    @FunctionalInterface
    private interface SettingsOfEvents {

        Map<String, String> read() throws IOException, ParseException;
    }
}
