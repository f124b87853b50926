package dev.caravan.processors.endpoints;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.sessions.SessionUse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a call wants of a project's endpoint, beside the chat itself.
 *
 * @param project the project that was called
 * @param endpoint its endpoint
 * @param inOpenAiShape whether the answer goes out as OpenAI has it, and not in the projects' own shape
 * @param variables what the client has for the template; not to be changed
 * @param session the session that the call begins or goes on with, or null when it has none
 * @param replay OpenAI's {@code stream_options} where the client gets a stream made of a whole answer, else null
 */
public record EndpointCall(
        Project project,
        Endpoint endpoint,
        boolean inOpenAiShape,
        ObjectNode variables,
        @Nullable SessionUse session,
        @Nullable ObjectNode replay) {

    /** The same with another state of its session. */
    public EndpointCall with(SessionUse use) {
        return new EndpointCall(project, endpoint, inOpenAiShape, variables, use, replay);
    }

    /** The same with other variables. */
    public EndpointCall withVariables(ObjectNode others) {
        return new EndpointCall(project, endpoint, inOpenAiShape, others, session, replay);
    }

    /** The project's name and the endpoint's slug, for messages, limits and budgets: {@code shop/summarize}. */
    public String name() {
        return project.name() + "/" + endpoint.slug();
    }

    /** The names of the guardrails that the project and the endpoint have, in that order, each once. */
    public List<String> guardrails() {
        if (endpoint.guardrails().isEmpty()) {
            return project.guardrails();
        }
        List<String> all = new ArrayList<>(project.guardrails());
        endpoint.guardrails().stream().filter(name -> !all.contains(name)).forEach(all::add);
        return List.copyOf(all);
    }
}
