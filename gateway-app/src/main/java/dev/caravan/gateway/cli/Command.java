package dev.caravan.gateway.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A command of the jar. */
interface Command {

    /**
     * Runs to its end. Blocks.
     *
     * @param args what follows the command's name
     * @throws CommandFailure when it was not done
     */
    void run(List<String> args, Function<String, @Nullable String> environment, PrintStream out, PrintStream err);
}
