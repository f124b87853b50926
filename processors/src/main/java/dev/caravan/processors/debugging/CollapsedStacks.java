package dev.caravan.processors.debugging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * The stacks of a recording's samples, equal ones counted: a line each, its frames from the thread to the innermost with
 * semicolons between them, a space, and how often it was seen.
 *
 * <p>Source of the format: <a href="https://github.com/brendangregg/FlameGraph#2-fold-stacks">FlameGraph's folded stacks</a>.
 */
final class CollapsedStacks {

    private static final String SAMPLE = "jdk.ExecutionSample";
    private static final String THREAD = "sampledThread";

    private CollapsedStacks() {}

    /** Blocks. */
    static String of(Path recording) {
        Map<String, Integer> counts = new TreeMap<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                @Nullable RecordedStackTrace stack = event.getStackTrace();
                if (event.getEventType().getName().equals(SAMPLE) && stack != null) {
                    counts.merge(line(event.getThread(THREAD), stack), 1, Integer::sum);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the recording cannot be read", e);
        }
        StringBuilder text = new StringBuilder();
        counts.forEach(
                (stack, count) -> text.append(stack).append(' ').append(count).append('\n'));
        return text.toString();
    }

    private static String line(@Nullable RecordedThread thread, RecordedStackTrace stack) {
        List<String> frames = new ArrayList<>();
        for (RecordedFrame frame : stack.getFrames()) {
            RecordedMethod method = frame.getMethod();
            frames.add(word(method.getType().getName() + "." + method.getName()));
        }
        @Nullable String name = thread == null ? null : thread.getJavaName();
        frames.add(word(name == null ? "unknown" : name));
        Collections.reverse(frames);
        return String.join(";", frames);
    }

    /** Without what separates frames and counts. */
    private static String word(String name) {
        return name.replace(';', '_').replace(' ', '_');
    }
}
