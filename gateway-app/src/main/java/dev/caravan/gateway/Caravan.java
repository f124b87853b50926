package dev.caravan.gateway;

import dev.caravan.gateway.cli.Cli;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The executable: {@code java -jar caravan.jar [options]} is the gateway, with a command in front it is one of {@link Cli}'s. */
public final class Caravan {

    private static final String LOGGING = "logback.configurationFile";

    private Caravan() {}

    /** Starts the gateway, or says on stderr why not and exits with 2; or runs a command and exits with its code. */
    public static void main(String[] args) {
        PrintStream people = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        if (Cli.isCommand(args)) {
            silenceLogs();
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            System.exit(new Cli(System::getenv, out, people).run(args));
        }
        // In a class of its own: a command would wait for Spring's classes to be loaded with this one.
        Startup.run(args, people);
    }

    /** Commands speak for themselves. */
    private static void silenceLogs() {
        if (System.getProperty(LOGGING) == null) {
            System.setProperty(LOGGING, "dev/caravan/gateway/cli/silent.xml");
        }
    }
}
