package dev.caravan.acceptance.sdk;

import dev.caravan.acceptance.gateway.TestLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Python and Node, as far as the machine has them. What is missing is installed by apt-get where that is possible (root on
 * Debian or Ubuntu); else the tests are skipped with the reason.
 */
final class InstalledTools {

    private InstalledTools() {}

    static void requirePython() {
        requirePython(9);
    }

    /** @param minor the oldest version of Python 3 that will do */
    static void requirePython(int minor) {
        require(
                List.of(
                        "python3",
                        "-c",
                        "import venv, ensurepip, sys; sys.exit(sys.version_info < (3, " + minor + "))"),
                "python3",
                "python3-venv",
                "python3-pip");
    }

    static void requireNode() {
        require(
                List.of("node", "-e", "process.exit(process.versions.node.split('.')[0] >= 20 ? 0 : 1)"),
                "nodejs",
                "npm");
        require(List.of("npm", "--version"), "npm");
    }

    static void requirePythonRequests() {
        require(List.of("python3", "-c", "import requests"), "python3", "python3-requests");
    }

    static void requireCurl() {
        require(List.of("curl", "--version"), "curl");
    }

    private static void require(List<String> probe, String... packages) {
        if (succeeds(probe) || (canInstall() && installed(probe, packages))) {
            return;
        }
        String reason = "Skipped: '" + String.join(" ", probe) + "' fails, and apt-get could not help.";
        System.err.println(reason);
        Assumptions.abort(reason);
    }

    private static boolean canInstall() {
        return "root".equals(System.getProperty("user.name")) && Files.isExecutable(Path.of("/usr/bin/apt-get"));
    }

    /** Tests run in several processes, and apt-get wants to be alone. */
    private static boolean installed(List<String> probe, String... packages) {
        try (FileChannel file = FileChannel.open(
                        TestLayout.target().resolve("apt-get.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock alone = file.lock()) {
            return alone.isValid() && (succeeds(probe) || (install(packages) && succeeds(probe)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean install(String... packages) {
        List<String> command = Stream.concat(
                        Stream.of("apt-get", "install", "-y", "--no-install-recommends"), Stream.of(packages))
                .toList();
        return succeeds(List.of("apt-get", "update")) && succeeds(command);
    }

    private static boolean succeeds(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException notThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
