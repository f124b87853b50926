package dev.caravan.acceptance.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** Everything that the process printed; also kept in a file for who looks at a failed test. */
public final class GatewayLog {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    GatewayLog(InputStream output, Path copy) {
        reader = new Thread(() -> drain(output, copy), "gateway-output");
        reader.setDaemon(true);
        reader.start();
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** The first line of which the condition holds; waits for it. */
    public String awaitLine(String what, Predicate<String> condition) {
        await(what).atMost(Duration.ofSeconds(60)).until(() -> lines.stream().anyMatch(condition));
        return lines.stream().filter(condition).findFirst().orElseThrow();
    }

    /** Waits for a line that holds all these words, whatever their case. */
    public String awaitLineWith(String... words) {
        return awaitLine("a log line with " + List.of(words), line -> containsAll(line, words));
    }

    public long count(String... words) {
        return lines.stream().filter(line -> containsAll(line, words)).count();
    }

    void assertClean(Set<String> secrets) throws InterruptedException {
        reader.join(5_000);
        assertThat(lines).as("reports of leaked buffers").noneMatch(line -> line.contains("LEAK:"));
        assertThat(lines).as("stack traces in the log").noneMatch(GatewayLog::holdsStackTrace);
        for (String secret : secrets) {
            assertThat(lines).as("secrets in the log").noneMatch(line -> line.contains(secret));
        }
    }

    private static boolean holdsStackTrace(String line) {
        return line.startsWith("\tat ") || line.contains("\\tat ") || line.contains("\n\tat ");
    }

    private static boolean containsAll(String line, String... words) {
        String lower = line.toLowerCase(Locale.ROOT);
        for (String word : words) {
            if (!lower.contains(word.toLowerCase(Locale.ROOT))) {
                return false;
            }
        }
        return true;
    }

    private void drain(InputStream output, Path copy) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8));
                PrintWriter file = new PrintWriter(Files.newBufferedWriter(copy), true)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
                file.println(line);
            }
        } catch (IOException processGone) {
            lines.add("(the output ended: " + processGone.getMessage() + ")");
        }
    }
}
