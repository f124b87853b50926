package dev.caravan.gateway.steps;

import dev.caravan.processors.call.Workers;
import dev.caravan.processors.endpoints.ApplyPrompt;
import dev.caravan.processors.endpoints.FindProject;
import dev.caravan.processors.endpoints.ListEndpoints;
import dev.caravan.processors.endpoints.OpenAiChat;
import dev.caravan.processors.endpoints.Projects;
import dev.caravan.processors.endpoints.ReadEndpointRequest;
import dev.caravan.processors.endpoints.RefuseProviderError;
import dev.caravan.processors.endpoints.TellEndpointAnswer;
import dev.caravan.processors.endpoints.ValidateInput;
import dev.caravan.processors.endpoints.ValidateOutput;
import dev.caravan.processors.limits.LimitEndpoint;
import dev.caravan.processors.sessions.RecallSession;
import dev.caravan.processors.sessions.RememberSession;
import dev.caravan.processors.sessions.SessionIds;

/** What projects prepare for their callers. */
final class EndpointSteps {

    private EndpointSteps() {}

    static void add(Parts parts, Steps steps) {
        Services services = parts.services();
        Workers workers = services.workers();
        long maxBody = parts.config().server().limits().maxBody();
        OpenAiChat chat = new OpenAiChat(services.translations());
        SessionIds ids = SessionIds.seeded();
        steps.add("findProject", new FindProject(new Projects(parts.config().projects())));
        steps.add("readEndpointRequest", ReadEndpointRequest.inOwnShape(maxBody, workers, ids));
        steps.add("readEndpointChat", ReadEndpointRequest.inOpenAiShape(maxBody, workers, ids));
        steps.add("limitEndpoint", new LimitEndpoint(services.limits()));
        steps.add("validateInput", new ValidateInput(workers));
        steps.add("recallSession", new RecallSession(services.sessions()));
        steps.add("applyPrompt", new ApplyPrompt(workers));
        steps.add("refuseProviderError", new RefuseProviderError(chat));
        steps.add("validateOutput", new ValidateOutput());
        steps.add("rememberSession", new RememberSession(services.sessions(), chat));
        steps.add("tellEndpointAnswer", new TellEndpointAnswer(chat));
        steps.add("listEndpoints", new ListEndpoints());
    }
}
