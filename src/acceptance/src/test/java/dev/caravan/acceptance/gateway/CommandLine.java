package dev.caravan.acceptance.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The commands of the built jar, each in a process of its own, as somebody at a shell runs them. */
public final class CommandLine {

    private final Map<String, String> environment;

    private CommandLine(Map<String, String> environment) {
        this.environment = environment;
    }

    /** At a shell where these variables are set. */
    public static CommandLine with(Map<String, String> environment) {
        return new CommandLine(Map.copyOf(environment));
    }

    /** At the shell of somebody who administers a gateway with that key. */
    public static CommandLine administering(GatewayProcess gateway, String key) {
        return with(Map.of("CARAVAN_ADMIN_URL", gateway.adminUrl(), "CARAVAN_ADMIN_KEY", key));
    }

    /** Runs {@code java -jar caravan.jar} with these arguments to its end. */
    public Result run(String... arguments) throws IOException, InterruptedException {
        Path directory = TestLayout.freshDirectory("command");
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        List<String> command = new ArrayList<>(List.of(
                TestLayout.jdkTool("java").toString(), "-jar", TestLayout.jar().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("The command does not end: " + String.join(" ", arguments));
        }
        return new Result(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    /**
     * @param out what it printed on stdout
     * @param err what it printed on stderr
     */
    public record Result(int exitCode, String out, String err) {

        /** The same, which was done. */
        public Result done() {
            assertThat(exitCode).as(err).isZero();
            return this;
        }

        /** The same, which the gateway has refused. */
        public Result refused() {
            assertThat(exitCode).as(out + err).isEqualTo(1);
            assertThat(out).isEmpty();
            return this;
        }
    }
}
