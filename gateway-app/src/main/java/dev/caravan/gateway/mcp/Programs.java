package dev.caravan.gateway.mcp;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The programs that the gateway has started and that still run. Streams of a program that does not read are closed only when it
 * has ended, and {@link Process#destroy} closes them: here programs are ended by their handles, which does not block. Thread-safe.
 */
final class Programs implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Programs.class);

    private static final int PATIENCE_SECONDS = 2;

    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Remembers a program until it has ended. */
    void started(Process program) {
        running.add(program);
        program.onExit().thenAccept(running::remove);
        if (closed) {
            force(tree(program.toHandle()));
        }
    }

    /** Closes the program's input, which asks it to end; one that does not is made to. Does not block. */
    static void end(Process program) {
        ProcessHandle handle = program.toHandle();
        handle.onExit()
                .completeOnTimeout(handle, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .thenAccept(asked -> {
                    List<ProcessHandle> told = tree(asked);
                    told.forEach(ProcessHandle::destroy);
                    gone(told)
                            .completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS)
                            .thenRun(() -> force(told));
                });
        // A write that the program does not read keeps its stream locked for as long as the program runs.
        Thread closing = new Thread(() -> closeInput(program), "caravan-mcp-end-" + handle.pid());
        closing.setDaemon(true);
        closing.start();
    }

    private static void closeInput(Process program) {
        try {
            program.getOutputStream().close();
        } catch (IOException e) {
            LOG.debug("Program {} does not listen any more", program.pid());
        }
    }

    /** What a program has started, and the program. */
    private static List<ProcessHandle> tree(ProcessHandle program) {
        return Stream.concat(program.descendants(), Stream.of(program)).toList();
    }

    private static CompletableFuture<Void> gone(List<ProcessHandle> programs) {
        return CompletableFuture.allOf(
                programs.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new));
    }

    private static void force(List<ProcessHandle> programs) {
        programs.forEach(ProcessHandle::destroyForcibly);
    }

    /** Ends all of them, and comes back when they have ended. */
    @Override
    public void close() {
        closed = true;
        List<Process> left = List.copyOf(running);
        left.forEach(Programs::end);
        List<ProcessHandle> handles = left.stream().map(Process::toHandle).toList();
        // A little longer than it takes to ask, to tell and to force one.
        gone(handles)
                .completeOnTimeout(null, 2 * PATIENCE_SECONDS + 1, TimeUnit.SECONDS)
                .join();
        handles.forEach(handle -> force(tree(handle)));
    }
}
