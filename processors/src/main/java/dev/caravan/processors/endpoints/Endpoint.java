package dev.caravan.processors.endpoints;

import dev.caravan.processors.budgets.Budget;
import dev.caravan.processors.limits.RateLimit;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chat that an operator has prepared.
 *
 * @param slug its name in URLs: {@code [a-z0-9-]}, 64 at most
 * @param model who serves it
 * @param prompt what the gateway says around what the client says
 * @param settings what it asks of the model
 * @param schemas what input and answers have to look like
 * @param streaming whether a client that asks for a stream gets one
 * @param active whether it can be called; one that cannot is not known to clients
 * @param limit how many calls it takes
 * @param budget what may be spent on it
 * @param guardrails names of guardrails that check its calls beside those of everybody and of its project
 * @param tool how it is a tool of MCP clients; null when it is none
 */
public record Endpoint(
        String slug,
        Model model,
        Prompt prompt,
        Settings settings,
        Schemas schemas,
        boolean streaming,
        boolean active,
        RateLimit limit,
        Budget budget,
        List<String> guardrails,
        @Nullable AsTool tool) {

    public Endpoint {
        guardrails = List.copyOf(guardrails);
    }

    /**
     * How an endpoint is a tool.
     *
     * @param description what models are told of it
     */
    public record AsTool(String description) {}

    /**
     * Who serves it.
     *
     * @param name {@code provider/model}, or an alias
     * @param fallback more of {@code provider/model}, tried in order when the first fail
     */
    public record Model(String name, List<String> fallback) {

        public Model {
            fallback = List.copyOf(fallback);
        }
    }

    /**
     * What the gateway says around what the client says.
     *
     * @param system what comes before everything else, or null for nothing
     * @param template what the last message of the user is put into, or null for nothing
     */
    public record Prompt(@Nullable String system, @Nullable PromptTemplate template) {

        public static final Prompt NONE = new Prompt(null, null);
    }

    /** What it asks of the model; null leaves it to the client or the provider. */
    public record Settings(@Nullable BigDecimal temperature, @Nullable BigDecimal topP, @Nullable Integer maxTokens) {

        public static final Settings NONE = new Settings(null, null, null);
    }

    /**
     * What it takes and gives.
     *
     * @param input what the last message of the user has to look like, or null for anything
     * @param output what an answer has to look like, or null for anything
     */
    public record Schemas(@Nullable TextSchema input, @Nullable TextSchema output) {

        public static final Schemas NONE = new Schemas(null, null);
    }
}
