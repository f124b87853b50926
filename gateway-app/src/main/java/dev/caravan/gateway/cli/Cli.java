package dev.caravan.gateway.cli;

import dev.caravan.gateway.config.CommandLineException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs the commands of {@code java -jar caravan.jar COMMAND …}. */
public final class Cli {

    private static final Map<String, Command> COMMANDS =
            Map.of("keys", new KeysCommand(), "validate", new ValidateCommand());

    private final Function<String, @Nullable String> environment;
    private final PrintStream out;
    private final PrintStream err;

    /**
     * @param environment gives an environment variable's value, null when it is not set
     * @param out takes what was asked for
     * @param err takes what is said about it
     */
    public Cli(Function<String, @Nullable String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /** Whether the arguments of the jar ask for a command, and not for the gateway itself. */
    public static boolean isCommand(String... args) {
        return args.length > 0 && COMMANDS.containsKey(args[0]);
    }

    /**
     * Runs a command.
     *
     * @param args of which {@link #isCommand} holds
     * @return the exit code: 0 when it was done, 1 when the gateway refused it, 2 for wrong use, 3 when there is no gateway
     */
    public int run(String... args) {
        List<String> words = List.of(args);
        Command command = COMMANDS.get(words.get(0));
        if (command == null) {
            throw new IllegalArgumentException("no command: " + words.get(0));
        }
        try {
            command.run(words.subList(1, words.size()), environment, out, err);
            return 0;
        } catch (CommandFailure e) {
            err.println(e.getMessage());
            return e.exitCode();
        } catch (CommandLineException e) {
            err.println(e.getMessage());
            return CommandFailure.WRONG_USE;
        }
    }
}
