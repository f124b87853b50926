package dev.caravan.gateway.mcp;

import dev.caravan.gateway.config.McpServerConfig.Program;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import io.modelcontextprotocol.spec.ProtocolVersions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A server that is a program of the gateway's own: one JSON message a line, by its standard input and output. In place of the
 * SDK's, which does not notice when the program ends, reads it in whatever encoding the machine has, and gives it all of the
 * gateway's environment, its credentials included.
 *
 * @see <a href="https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#stdio">the specification</a>
 */
final class ProcessTransport implements McpClientTransport {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessTransport.class);

    /** What a program gets of the gateway's environment. */
    private static final Set<String> INHERITED = Set.of(
            "HOME",
            "LANG",
            "LC_ALL",
            "LOGNAME",
            "PATH",
            "SHELL",
            "TERM",
            "TMPDIR",
            "TZ",
            "USER",
            "APPDATA",
            "LOCALAPPDATA",
            "PATHEXT",
            "SYSTEMROOT",
            "TEMP",
            "TMP",
            "USERPROFILE");

    private final String name;
    private final Program program;
    private final McpJsonMapper json;
    private final Programs programs;
    /** A program that does not read holds up nobody else. */
    private final Scheduler writer = Schedulers.newBoundedElastic(1, 1_000, "caravan-mcp-in", 60, true);

    private volatile Consumer<Throwable> whenLost = failure -> {};
    private volatile @Nullable Process process;
    private volatile boolean closed;

    /** Why a program is not there. */
    static final class ProcessFailure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ProcessFailure(String reason) {
            super(reason, null, false, false);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    ProcessTransport(String name, Program program, McpJsonMapper json, Programs programs) {
        this.name = name;
        this.program = program;
        this.json = json;
        this.programs = programs;
    }

    @Override
    public List<String> protocolVersions() {
        return List.of(
                ProtocolVersions.MCP_2024_11_05,
                ProtocolVersions.MCP_2025_03_26,
                ProtocolVersions.MCP_2025_06_18,
                ProtocolVersions.MCP_2025_11_25);
    }

    @Override
    public void setExceptionHandler(Consumer<Throwable> handler) {
        whenLost = handler;
    }

    /** Starts the program. */
    @Override
    public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        return Mono.fromRunnable(() -> start(handler));
    }

    private void start(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        List<String> command = new ArrayList<>();
        command.add(program.command());
        command.addAll(program.arguments());
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(INHERITED);
        environment.putAll(program.environment());
        Process started;
        try {
            started = builder.start();
        } catch (IOException e) {
            throw new ProcessFailure("its program cannot be started");
        }
        process = started;
        programs.started(started);
        thread("out", () -> read(started, handler));
        thread("err", () -> drain(started));
    }

    private void thread(String what, Runnable work) {
        Thread thread = new Thread(work, "caravan-mcp-" + name + "-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    private void read(Process from, Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        try (InputStream in = from.getInputStream()) {
            MessageLines lines = new MessageLines(in);
            for (String line = lines.next(); line != null; line = lines.next()) {
                receive(line, handler);
            }
        } catch (IOException e) {
            LOG.debug("MCP server '{}' cannot be read", name, e);
        } finally {
            ended(from);
        }
    }

    private void ended(Process program) {
        // Not by the process itself, which would wait for a write that the program does not read.
        program.toHandle().destroy();
        if (!closed) {
            whenLost.accept(new ProcessFailure("its program has ended"));
        }
    }

    private void receive(String line, Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        JSONRPCMessage message;
        try {
            message = McpSchema.deserializeJsonRpcMessage(json, line);
        } catch (IOException | RuntimeException e) {
            // The SDK stumbles over JSON that is no object.
            LOG.debug("MCP server '{}' writes what is no message", name);
            return;
        }
        handler.apply(Mono.just(message))
                .subscribe(known -> {}, failure -> LOG.debug("MCP server '{}' was not understood", name, failure));
    }

    /** What a program says on its standard error is for who looks for it. */
    private void drain(Process from) {
        try (InputStream in = from.getErrorStream()) {
            MessageLines lines = new MessageLines(in);
            for (String line = lines.next(); line != null; line = lines.next()) {
                LOG.debug("MCP server '{}' says: {}", name, line);
            }
        } catch (IOException e) {
            LOG.debug("MCP server '{}' cannot be read", name, e);
        }
    }

    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
        return Mono.<Void>fromRunnable(() -> write(message)).subscribeOn(writer);
    }

    private void write(JSONRPCMessage message) {
        Process to = process;
        if (to == null || closed) {
            throw new ProcessFailure("its program has ended");
        }
        try {
            byte[] line = (json.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8);
            OutputStream out = to.getOutputStream();
            synchronized (out) {
                out.write(line);
                out.flush();
            }
        } catch (IOException e) {
            throw new ProcessFailure("its program does not listen any more");
        }
    }

    /** Closes the program's input, which asks it to end; one that does not is made to. */
    @Override
    public Mono<Void> closeGracefully() {
        return Mono.fromRunnable(() -> {
            closed = true;
            writer.dispose();
            Process running = process;
            if (running != null) {
                Programs.end(running);
            }
        });
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return json.convertValue(data, type);
    }
}
