package dev.caravan.processors.agents;

import dev.caravan.processors.routing.Alias;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model, or several, with instructions and tools.
 *
 * @param name by which it is called, as a model
 * @param alias who serves it
 * @param system what it is told before everything else, or null for nothing
 * @param servers the names of the servers whose tools it has, in order
 * @param rules how far it may go
 */
public record Agent(String name, Alias alias, @Nullable String system, List<String> servers, Rules rules) {

    public Agent {
        servers = List.copyOf(servers);
    }

    /**
     * How far an agent may go.
     *
     * @param maxIterations how many turns its model has at most
     * @param toolTimeout how long one call of a tool may take
     * @param maxToolOutput how many characters of a tool's result the model is shown at most
     * @param totalTime how long a whole call may take
     * @param onFailure what is done when a tool cannot be run
     */
    public record Rules(
            int maxIterations, Duration toolTimeout, int maxToolOutput, Duration totalTime, OnFailure onFailure) {

        /** What counts where the configuration says nothing. */
        public static final Rules DEFAULT =
                new Rules(10, Duration.ofSeconds(30), 64_000, Duration.ofMinutes(10), OnFailure.TELL_MODEL);
    }

    /** What is done when a tool cannot be run: its server is down, or too slow. A tool's own errors the model is always told. */
    public enum OnFailure {
        /** The model is told so, and goes on. */
        TELL_MODEL,
        /** The call ends with an error. */
        END
    }
}
