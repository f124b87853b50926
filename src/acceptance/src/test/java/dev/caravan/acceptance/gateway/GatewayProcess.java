package dev.caravan.acceptance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.acceptance.http.RawConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A running gateway: the built jar in a JVM of its own with Netty's paranoid leak detection. {@link #close()} stops it as an
 * operator does (SIGTERM) and fails when its output held a leak report, a secret or a stack trace.
 */
public final class GatewayProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("(?<!admin )listening on (https?)://([^:/\\s]+):(\\d+)");
    private static final Pattern ADMIN = Pattern.compile("admin listening on (https?://[^:/\\s]+:\\d+)");
    private static final int TERMINATED = 128 + 15;

    private final Process process;
    private final GatewayLog log;
    private final Path directory;
    private final Set<String> secrets;
    private final URI url;

    private GatewayProcess(Process process, GatewayLog log, Path directory, Set<String> secrets) {
        this.process = process;
        this.log = log;
        this.directory = directory;
        this.secrets = secrets;
        this.url = awaitReady();
    }

    public static GatewayProcess start(GatewayConfig config) {
        return launch(config).start();
    }

    /** A gateway with a configuration file in a directory of its own on free ports. */
    public static Launch launch(GatewayConfig config) {
        return launch(config.yaml());
    }

    /** The same with the configuration as text. */
    public static Launch launch(String yaml) {
        Path directory = TestLayout.freshDirectory("gateway");
        write(directory.resolve("gateway.yaml"), yaml);
        return new Launch(directory)
                .argument("--config=" + directory.resolve("gateway.yaml"))
                .argument("--port=0")
                .argument("--admin-port=0")
                .secret(GatewayConfig.UPSTREAM_KEY)
                .secret(GatewayConfig.APP_KEY)
                .secret(GatewayConfig.AUDITOR_KEY)
                .secret(GatewayConfig.SMALL_MODELS_KEY)
                .secret(GatewayConfig.ADMIN_KEY);
    }

    /** A gateway started in that directory with only the arguments that are added. */
    public static Launch launchIn(Path directory) {
        return new Launch(directory);
    }

    /** The origin, without a slash at the end. */
    public String url() {
        return url.toString();
    }

    /** The origin of the admin port, without a slash at the end. */
    public String adminUrl() {
        Matcher admin = ADMIN.matcher(
                log.awaitLine("the admin port", text -> ADMIN.matcher(text).find()));
        assertThat(admin.find()).isTrue();
        return admin.group(1);
    }

    public int port() {
        return url.getPort();
    }

    public GatewayLog log() {
        return log;
    }

    /** The directory that the process runs in; holds {@code gateway.yaml}. */
    public Path directory() {
        return directory;
    }

    /** The number of the process. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** A new plain connection to the gateway. */
    public RawConnection connect() throws IOException {
        return RawConnection.to(port());
    }

    /** Asks the process to stop (SIGTERM) and returns at once. */
    public void terminate() {
        process.destroy();
    }

    /** Ends the process as {@code kill -9} does; nothing that it printed is judged. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Waits until the process has ended by itself. */
    public void awaitExit() throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the process ends").isTrue();
    }

    /** Stops the process and judges what it printed. */
    @Override
    public void close() {
        try {
            if (process.isAlive() && url.getScheme().equals("http")) {
                provokeLeakReports();
            }
            terminate();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            assertThat(ended).as("the gateway ends within a minute of SIGTERM").isTrue();
            assertThat(process.exitValue()).as("exit code").isIn(0, TERMINATED);
            log.assertClean(secrets);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Netty reports a leaked buffer when it allocates after the garbage collector has found the leak. */
    private void provokeLeakReports() throws InterruptedException {
        try {
            Process collect = new ProcessBuilder(
                            TestLayout.jdkTool("jcmd").toString(), Long.toString(process.pid()), "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            collect.waitFor(20, TimeUnit.SECONDS);
            for (int i = 0; i < 20; i++) {
                try (RawConnection connection = connect()) {
                    connection.send("GET /healthz HTTP/1.1\r\nHost: gateway\r\n\r\n");
                    connection.readAnswer();
                }
            }
        } catch (IOException notServing) {
            // A gateway that drains, or a JRE without jcmd: the log is judged as it stands.
        }
    }

    private URI awaitReady() {
        try {
            String line = log.awaitLine(
                    "the gateway is ready", text -> READY.matcher(text).find() || !process.isAlive());
            Matcher ready = READY.matcher(line);
            if (!ready.find()) {
                throw new IllegalStateException("The gateway ended before it was ready.");
            }
            return URI.create(ready.group(1) + "://" + ready.group(2) + ":" + ready.group(3));
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw new AssertionError("The gateway did not start:\n" + String.join("\n", log.lines()), e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How the process is to be started. */
    public static final class Launch {

        private final Path directory;
        /** It lives for some seconds: what takes long to compile is not worth it. */
        private final List<String> jvmOptions = new ArrayList<>(List.of(
                "-XX:TieredStopAtLevel=1",
                "-Dio.netty.leakDetection.level=paranoid",
                "-Dio.netty.leakDetection.targetRecords=16"));

        private final List<String> arguments = new ArrayList<>();
        private final Set<String> secrets = new HashSet<>();
        private final List<String> wrapper = new ArrayList<>();
        private String heap = "-Xmx512m";

        private Launch(Path directory) {
            this.directory = directory;
        }

        public Path directory() {
            return directory;
        }

        /** Puts a file below the process's directory before it starts. */
        public Launch file(String path, String text) {
            Path file = directory.resolve(path);
            try {
                Files.createDirectories(file.getParent());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            write(file, text);
            return this;
        }

        public Launch maxHeap(String size) {
            heap = "-Xmx" + size;
            return this;
        }

        /** An option of the JVM. */
        public Launch jvm(String option) {
            jvmOptions.add(option);
            return this;
        }

        public Launch argument(String argument) {
            arguments.add(argument);
            return this;
        }

        /** A command that starts the one behind it, in its own process. */
        public Launch startedBy(String... command) {
            wrapper.addAll(List.of(command));
            return this;
        }

        /** A text that must never appear in the output. */
        public Launch secret(String secret) {
            secrets.add(secret);
            return this;
        }

        public GatewayProcess start() {
            List<String> command = new ArrayList<>(wrapper);
            command.add(TestLayout.jdkTool("java").toString());
            command.add(heap);
            command.addAll(jvmOptions);
            command.add("-jar");
            command.add(TestLayout.jar().toString());
            command.addAll(arguments);
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true);
                builder.environment().putAll(GatewayConfig.environment());
                Process process = builder.start();
                GatewayLog log = new GatewayLog(process.getInputStream(), directory.resolve("output.log"));
                return new GatewayProcess(process, log, directory, Set.copyOf(secrets));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
