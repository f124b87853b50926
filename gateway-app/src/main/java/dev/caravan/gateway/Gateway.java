package dev.caravan.gateway;

import dev.caravan.gateway.config.ConfigException;
import dev.caravan.gateway.routes.BrokenRouteFile;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running gateway: its ports, and the generation that serves behind it. It watches the configuration and the operator's
 * routes; a change makes a new generation that takes over at once, while calls in flight end in the old one. A change that
 * cannot be used is reported and changes nothing.
 */
final class Gateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final GenerationFactory factory;
    private final Ports ports;
    private final FileWatch watch;
    private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "caravan-reload");
        thread.setDaemon(true);
        return thread;
    });

    private volatile Generation generation;
    private boolean closing;

    /**
     * @param first the generation that the ports serve already
     * @param watch the files whose change makes a new generation
     */
    Gateway(GenerationFactory factory, Generation first, Ports ports, FileWatch watch) {
        this.factory = factory;
        this.generation = first;
        this.ports = ports;
        this.watch = watch;
        report(first);
        first.routes().begin().run();
        watcher.scheduleWithFixedDelay(
                this::reloadIfChanged, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    InetSocketAddress address() {
        return ports.address();
    }

    /** How many keys of the configuration let somebody in. */
    int configuredKeys() {
        Clock clock = Clock.systemUTC();
        return (int) generation.config().keys().stream()
                .filter(key -> key.isGood(clock))
                .count();
    }

    /** Drains the calls in flight, then frees everything. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            generation.routes().cease().run();
        }
        watcher.shutdownNow();
        Duration patience = generation.config().server().timeouts().drain();
        try {
            boolean all = ports.drain(patience);
            LOG.atInfo().addKeyValue("complete", all).log("drained");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        generation.close();
    }

    private void reloadIfChanged() {
        try {
            if (watch.changed()) {
                reload();
            }
        } catch (ConfigException e) {
            LOG.atError().addKeyValue("problems", e.getMessage()).log("reload refused, the former state serves on");
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("reason", e.toString()).log("reload refused, the former state serves on");
        }
    }

    private void reload() {
        Generation next = factory.create(generation.routes().ownFiles());
        if (next.config().keys().isEmpty() && !ports.onLoopback()) {
            next.close();
            throw new IllegalStateException(
                    "without keys the gateway serves no other machine; configure one under keys");
        }
        if (takesOver(next)) {
            report(next);
            LOG.info("reloaded");
        } else {
            next.close();
        }
    }

    /** @return whether it does; not when the gateway closes */
    private synchronized boolean takesOver(Generation next) {
        if (closing) {
            return false;
        }
        Generation former = generation;
        generation = next;
        ports.serve(next.routes()).thenRunAsync(former::close, watcher);
        // One after the other: what both fetched would be done twice.
        former.routes().cease().run();
        next.routes().begin().run();
        return true;
    }

    private static void report(Generation made) {
        for (BrokenRouteFile broken : made.routes().refused()) {
            LOG.atError().addKeyValue("file", broken.toString()).log("route file refused: " + broken);
        }
    }
}
