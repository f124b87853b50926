package dev.caravan.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.gateway.config.McpServerConfig;
import dev.caravan.processors.agents.ServedTool;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientSession;
import io.modelcontextprotocol.spec.McpClientSession.NotificationHandler;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpTransportSessionNotFoundException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * One session with a server. It is built of the SDK's session and transports, and not of its client, which reads schemas of tools
 * into a narrower shape of its own: models are to see them as the server wrote them. Thread-safe.
 */
final class McpConnection {

    private static final TypeRef<JsonNode> TREE = new TypeRef<>() {};
    private static final int MOST_PAGES = 100;

    private final McpServerConfig config;
    private final Scheduler threads;
    private final TrackedTransport transport;
    private final Sinks.One<Void> broken = Sinks.one();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Consumer<Throwable> whenLost = failure -> {};
    private volatile Runnable whenToolsChange = () -> {};
    private volatile @Nullable McpClientSession session;
    private volatile String version = "";
    private volatile boolean hasTools;

    McpConnection(McpServerConfig config, McpThreads pools) {
        this.config = config;
        this.threads = pools.work();
        this.transport = new TrackedTransport(Transports.of(config, pools));
    }

    /** Says who is told when the transport breaks; may be told more than once. */
    void whenLost(Consumer<Throwable> listener) {
        whenLost = listener;
    }

    /** Says who is told when the server has other tools. */
    void whenToolsChange(Runnable listener) {
        whenToolsChange = listener;
    }

    /** Connects, and agrees with the server on a version of the protocol. */
    Mono<Void> open() {
        return Mono.defer(() -> {
            transport.setExceptionHandler(failure -> {
                if (isTheEnd(failure)) {
                    failed(failure);
                }
            });
            McpClientSession opened = new McpClientSession(
                    config.timeout(),
                    transport,
                    Map.of(McpSchema.METHOD_PING, params -> Mono.just(Map.of())),
                    listeners(),
                    connecting -> connecting.doOnError(this::failed).onErrorComplete());
            session = opened;
            List<String> versions = transport.protocolVersions();
            McpSchema.InitializeRequest request = new McpSchema.InitializeRequest(
                    versions.get(versions.size() - 1),
                    McpSchema.ClientCapabilities.builder().build(),
                    new McpSchema.Implementation("caravan", "1"));
            return opened.sendRequest(McpSchema.METHOD_INITIALIZE, request, TREE)
                    .takeUntilOther(broken.asMono())
                    .flatMap(answer -> agreed(answer, versions))
                    .then(Mono.defer(() -> opened.sendNotification(McpSchema.METHOD_NOTIFICATION_INITIALIZED, null)
                            .contextWrite(
                                    context -> context.put(McpAsyncClient.NEGOTIATED_PROTOCOL_VERSION, version))));
        });
    }

    private Map<String, NotificationHandler> listeners() {
        Map<String, NotificationHandler> listeners = new HashMap<>();
        for (String ignored : List.of(
                McpSchema.METHOD_NOTIFICATION_MESSAGE,
                McpSchema.METHOD_NOTIFICATION_PROGRESS,
                McpSchema.METHOD_NOTIFICATION_PROMPTS_LIST_CHANGED,
                McpSchema.METHOD_NOTIFICATION_RESOURCES_LIST_CHANGED,
                McpSchema.METHOD_NOTIFICATION_RESOURCES_UPDATED)) {
            listeners.put(ignored, params -> Mono.empty());
        }
        listeners.put(
                McpSchema.METHOD_NOTIFICATION_TOOLS_LIST_CHANGED,
                params -> Mono.fromRunnable(() -> whenToolsChange.run()));
        return listeners;
    }

    private Mono<Void> agreed(JsonNode answer, List<String> versions) {
        String offered = answer.path("protocolVersion").asText();
        if (!versions.contains(offered)) {
            return Mono.error(new IllegalStateException("it speaks another version of the protocol"));
        }
        version = offered;
        hasTools = answer.path("capabilities").hasNonNull("tools");
        return Mono.empty();
    }

    /** The server's tools, all pages of them. */
    Mono<List<ServedTool>> tools() {
        return Mono.defer(() -> hasTools ? page(null, new ArrayList<>(), 1) : Mono.just(List.of()));
    }

    private Mono<List<ServedTool>> page(@Nullable String cursor, List<ServedTool> found, int page) {
        Map<String, Object> params = cursor == null ? Map.of() : Map.of("cursor", cursor);
        return request(McpSchema.METHOD_TOOLS_LIST, params).flatMap(answer -> {
            answer.path("tools").forEach(tool -> ToolSchemas.read(tool).ifPresent(found::add));
            String next = answer.path("nextCursor").asText("");
            return next.isEmpty() || page == MOST_PAGES ? Mono.just(found) : page(next, found, page + 1);
        });
    }

    /** Asks whether the server lives. */
    Mono<Void> ping() {
        return request(McpSchema.METHOD_PING, Map.of()).then();
    }

    /** Runs a tool. When it is cancelled, or takes too long, the server is told to give up. */
    Mono<JsonNode> call(String tool, ObjectNode arguments) {
        return Mono.defer(() -> {
            TrackedTransport.Ticket ticket = new TrackedTransport.Ticket();
            return request(McpSchema.METHOD_TOOLS_CALL, Map.of("name", tool, "arguments", arguments))
                    .contextWrite(context -> context.put(TrackedTransport.Ticket.class, ticket))
                    .doOnError(TimeoutException.class, tooSlow -> giveUp(ticket))
                    .doOnCancel(() -> threads.schedule(() -> giveUp(ticket)));
        });
    }

    private Mono<JsonNode> request(String method, Object params) {
        McpClientSession current = session;
        if (current == null || closed.get()) {
            return Mono.error(new IllegalStateException("the connection is closed"));
        }
        return current.sendRequest(method, params, TREE)
                .contextWrite(context -> context.put(McpAsyncClient.NEGOTIATED_PROTOCOL_VERSION, version));
    }

    private void giveUp(TrackedTransport.Ticket ticket) {
        Object id = ticket.id();
        McpClientSession current = session;
        if (id == null || current == null || closed.get()) {
            return;
        }
        transport.forget(id);
        current.sendNotification("notifications/cancelled", Map.of("requestId", id, "reason", "nobody waits for it"))
                .contextWrite(context -> context.put(McpAsyncClient.NEGOTIATED_PROTOCOL_VERSION, version))
                .subscribe(nothing -> {}, untold -> {});
    }

    /** Other failures are those of a single request, which learns of them, or of a stream of news, which may end. */
    static boolean isTheEnd(Throwable failure) {
        return isUnreachable(failure)
                || failure instanceof McpTransportSessionNotFoundException
                || failure instanceof SseTransport.StreamFailure
                || failure instanceof ProcessTransport.ProcessFailure;
    }

    private static boolean isUnreachable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException) {
                return true;
            }
        }
        return false;
    }

    private void failed(Throwable failure) {
        broken.tryEmitError(failure);
        whenLost.accept(failure);
    }

    /** Ends the session: whoever waits for an answer learns that none will come. */
    void close() {
        if (closed.compareAndSet(false, true)) {
            McpClientSession current = session;
            if (current != null) {
                current.close();
            }
            transport
                    .closeGracefully()
                    .contextWrite(context -> context.put(McpAsyncClient.NEGOTIATED_PROTOCOL_VERSION, version))
                    .subscribeOn(threads)
                    .subscribe(nothing -> {}, failure -> {});
        }
    }
}
