package dev.caravan.processors.debugging;

import dev.caravan.processors.call.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;

/** The file of a call's recording. It is there until the call has ended, and nobody else may read it. Thread-safe, blocks. */
final class TemporaryFile {

    private @Nullable Path path;
    private boolean over;

    private TemporaryFile() {}

    /** @param workers delete it */
    static TemporaryFile of(Call call, Scheduler workers) {
        TemporaryFile file = new TemporaryFile();
        call.onEnd(() -> workers.schedule(file::delete));
        return file;
    }

    /** Writes what was recorded by now. */
    synchronized Path dump(Recording recording) {
        if (over) {
            throw new IllegalStateException("the call is over");
        }
        try {
            Path created = Files.createTempFile("caravan-", ".jfr");
            path = created;
            recording.dump(created);
            return created;
        } catch (IOException e) {
            throw new UncheckedIOException("the recording could not be written", e);
        }
    }

    private synchronized void delete() {
        over = true;
        if (path != null) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
