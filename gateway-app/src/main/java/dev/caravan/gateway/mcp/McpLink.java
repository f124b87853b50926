package dev.caravan.gateway.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.gateway.config.McpServerConfig;
import dev.caravan.gateway.mcp.McpStatus.State;
import dev.caravan.processors.agents.ServedTool;
import dev.caravan.processors.agents.ServerTools;
import dev.caravan.processors.agents.ToolOutcome;
import dev.caravan.processors.auth.ModelPattern;
import io.modelcontextprotocol.spec.McpError;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Keeps one server connected: a connection that cannot be made is tried again after ever longer pauses, one that is lost is made
 * again at once unless it has just been made, and one that says nothing is asked whether it lives. Thread-safe.
 */
final class McpLink {

    private static final Logger LOG = LoggerFactory.getLogger(McpLink.class);

    /** Nobody waits longer for a connection that is just being made. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration PING_EVERY = Duration.ofSeconds(15);
    private static final Duration PING_WITHIN = Duration.ofSeconds(10);
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    private final McpServerConfig config;
    private final McpThreads pools;
    private final Scheduler threads;
    private final InstantSource clock;

    /** Completes when the first attempt to connect, or to connect again after a loss, has come to something. */
    private volatile CompletableFuture<Void> attempt = new CompletableFuture<>();

    private volatile @Nullable McpConnection connection;
    private volatile List<ServedTool> tools = List.of();
    /** How often in a row it has failed, or been lost before it was asked whether it lives. */
    private int failures;

    private boolean closed;

    /** The next time that it is asked whether it lives, or connected again. */
    private Disposable pending = Disposables.disposed();

    /** When it was connected, or lost, or could not be connected for the first time. */
    private Instant since;

    McpLink(McpServerConfig config, McpThreads pools, InstantSource clock) {
        this.config = config;
        this.pools = pools;
        this.threads = pools.work();
        this.clock = clock;
        this.since = clock.instant();
    }

    McpServerConfig config() {
        return config;
    }

    synchronized McpStatus status() {
        if (connection != null) {
            return new McpStatus(State.CONNECTED, since, tools.size());
        }
        return new McpStatus(attempt.isDone() ? State.DOWN : State.CONNECTING, since, 0);
    }

    /** Begins to connect. */
    void start() {
        threads.schedule(this::connect);
    }

    /** What the server has; waits for a connection that is just being made. */
    Mono<ServerTools> tools() {
        CompletableFuture<Void> pending = attempt;
        if (connection != null || pending.isDone()) {
            return Mono.fromSupplier(this::known);
        }
        Duration patience = config.timeout().compareTo(PATIENCE) < 0 ? config.timeout() : PATIENCE;
        return Mono.fromFuture(pending, true)
                .timeout(patience, Mono.empty(), threads)
                .then(Mono.fromSupplier(this::known));
    }

    private ServerTools known() {
        boolean isUp = connection != null;
        return new ServerTools(config.name(), isUp, config.required(), isUp ? tools : List.of());
    }

    /** Runs a tool for a model. */
    Mono<ToolOutcome> call(String tool, ObjectNode arguments) {
        return answer(tool, arguments).map(ToolResults::outcome);
    }

    /** Runs a tool: its result, or one that tells why there is none. */
    Mono<ObjectNode> answer(String tool, ObjectNode arguments) {
        McpConnection current = connection;
        if (current == null) {
            return Mono.just(ToolResults.broken("The server '" + config.name() + "' cannot be reached."));
        }
        if (!isAllowed(tool)) {
            return Mono.just(ToolResults.broken("There is no such tool."));
        }
        return current.call(tool, arguments)
                .map(ToolResults::object)
                .onErrorResume(failure -> Mono.fromSupplier(() -> failed(current, failure)))
                .subscribeOn(threads);
    }

    private ObjectNode failed(McpConnection current, Throwable failure) {
        if (failure instanceof McpError said) {
            return ToolResults.refused(said);
        }
        if (failure instanceof TimeoutException) {
            return ToolResults.broken("The server '" + config.name() + "' did not answer in time.");
        }
        if (!McpConnection.isTheEnd(failure) && connection == current) {
            return ToolResults.broken("The call of the server '" + config.name() + "' failed.");
        }
        lost(current, failure);
        return ToolResults.broken("The connection to the server '" + config.name() + "' broke.");
    }

    private boolean isAllowed(String tool) {
        return config.tools().isEmpty()
                || config.tools().stream().anyMatch(pattern -> ModelPattern.matches(pattern, tool));
    }

    private void connect() {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        McpConnection opening = new McpConnection(config, pools);
        opening.whenLost(failure -> lost(opening, failure));
        opening.whenToolsChange(() -> refresh(opening));
        opening.open()
                .then(opening.tools())
                .timeout(config.timeout(), threads)
                .subscribe(found -> up(opening, found), failure -> down(opening, failure));
    }

    private void up(McpConnection opened, List<ServedTool> found) {
        synchronized (this) {
            if (!closed) {
                tools = allowed(found);
                connection = opened;
                since = clock.instant();
                attempt.complete(null);
                LOG.info("MCP server '{}' is connected, with {} tools", config.name(), tools.size());
                later(() -> ping(opened), PING_EVERY.toMillis());
                return;
            }
        }
        opened.close();
    }

    private void down(McpConnection opened, Throwable failure) {
        synchronized (this) {
            long pause = pause();
            failures++;
            if (!closed) {
                // Once; the tries that follow are told to who looks for them.
                LOG.atLevel(failures == 1 ? Level.WARN : Level.DEBUG)
                        .log("MCP server '{}' cannot be connected: {}", config.name(), Reasons.of(failure));
                later(this::connect, pause);
            }
            if (!attempt.isDone()) {
                since = clock.instant();
            }
            attempt.complete(null);
        }
        opened.close();
    }

    /** Nothing that is to be done later holds up the end. */
    private void later(Runnable work, long millis) {
        pending = threads.schedule(work, millis, TimeUnit.MILLISECONDS);
    }

    private long pause() {
        long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 16));
        return longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
    }

    private void lost(McpConnection former, Throwable failure) {
        synchronized (this) {
            if (connection != former || closed) {
                return;
            }
            connection = null;
            since = clock.instant();
            LOG.warn("MCP server '{}' is lost: {}", config.name(), Reasons.of(failure));
            long pause = failures == 0 ? 0 : pause();
            failures++;
            if (pause == 0) {
                attempt = new CompletableFuture<>();
            }
            pending.dispose();
            later(this::connect, pause);
        }
        former.close();
    }

    private void ping(McpConnection current) {
        if (connection != current) {
            return;
        }
        current.ping()
                .timeout(PING_WITHIN, threads)
                .onErrorResume(McpError.class, alive -> Mono.empty())
                .subscribe(nothing -> {}, failure -> lost(current, failure), () -> lives(current));
    }

    private void lives(McpConnection current) {
        synchronized (this) {
            if (connection == current) {
                failures = 0;
                later(() -> ping(current), PING_EVERY.toMillis());
            }
        }
    }

    private void refresh(McpConnection current) {
        current.tools()
                .subscribeOn(threads)
                .subscribe(
                        found -> {
                            synchronized (this) {
                                if (connection == current) {
                                    tools = allowed(found);
                                }
                            }
                        },
                        failure -> LOG.warn(
                                "MCP server '{}' does not tell its new tools: {}", config.name(), Reasons.of(failure)));
    }

    /** In an order that does not depend on the server's mood. */
    private List<ServedTool> allowed(List<ServedTool> found) {
        return found.stream()
                .filter(tool -> isAllowed(tool.name()))
                .sorted(Comparator.comparing(ServedTool::name))
                .toList();
    }

    void close() {
        McpConnection last;
        synchronized (this) {
            closed = true;
            last = connection;
            connection = null;
            pending.dispose();
            attempt.complete(null);
        }
        if (last != null) {
            last.close();
        }
    }
}
