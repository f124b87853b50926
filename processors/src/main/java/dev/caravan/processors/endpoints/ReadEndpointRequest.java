package dev.caravan.processors.endpoints;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.request.BodyTree;
import dev.caravan.processors.request.ReadJsonRequest;
import dev.caravan.processors.request.RequestShape;
import dev.caravan.processors.sessions.SessionIds;
import dev.caravan.processors.sessions.SessionKey;
import dev.caravan.processors.sessions.SessionUse;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Reads the body of a call to an endpoint, finds the endpoint by the path variable {@code slug} or by the body, and makes the
 * call one of OpenAI's chat with the endpoint's model and settings; the prompt comes later. Answers 400 that names the field, 404
 * {@code endpoint_not_found} also for one that is not active, 403 {@code endpoint_not_allowed}, and what {@link ReadJsonRequest}
 * answers. Runs after {@link FindProject}. Fields that it does not know are ignored in the projects' own shape, and go to the
 * provider in OpenAI's.
 */
public final class ReadEndpointRequest implements AsyncCallStep {

    private final ReadJsonRequest reader;
    private final Workers workers;
    private final SessionIds ids;
    private final boolean inOpenAiShape;

    private ReadEndpointRequest(long maxBody, Workers workers, SessionIds ids, boolean inOpenAiShape) {
        this.reader = new ReadJsonRequest(RequestShape.ENDPOINT, maxBody, workers).evenAsForm();
        this.workers = workers;
        this.ids = ids;
        this.inOpenAiShape = inOpenAiShape;
    }

    /**
     * For bodies and answers in the projects' own shape.
     *
     * @param maxBody the most bytes that a body may have
     * @param workers reads large bodies
     * @param ids for new sessions
     */
    public static ReadEndpointRequest inOwnShape(long maxBody, Workers workers, SessionIds ids) {
        return new ReadEndpointRequest(maxBody, workers, ids, false);
    }

    /** The same for bodies and answers as OpenAI's SDKs have them. */
    public static ReadEndpointRequest inOpenAiShape(long maxBody, Workers workers, SessionIds ids) {
        return new ReadEndpointRequest(maxBody, workers, ids, true);
    }

    @Override
    public Mono<Void> apply(Call call) {
        Mono<Void> read = reader.apply(call);
        JsonBody body = call.json();
        if (body != null && body.bytes().readableBytes() <= Workers.LARGE) {
            take(call, body);
            return read;
        }
        return read.then(Mono.defer(() -> takeLarge(call)));
    }

    private Mono<Void> takeLarge(Call call) {
        JsonBody body = call.json();
        if (body == null) {
            throw new IllegalStateException("the request was read");
        }
        if (body.bytes().readableBytes() <= Workers.LARGE) {
            take(call, body);
            return Mono.empty();
        }
        body.bytes().retain();
        return workers.compute(
                        call.loop(),
                        () -> {
                            take(call, body);
                            return true;
                        },
                        body.bytes()::release)
                .then();
    }

    private void take(Call call, JsonBody json) {
        Project project = call.project();
        if (project == null) {
            throw new IllegalStateException("the project is not found yet");
        }
        EndpointBody body = new EndpointBody(BodyTree.parse(json), inOpenAiShape);
        String slug = call.request().pathVariables().get("slug");
        Endpoint endpoint = endpoint(call, project, slug == null ? body.slug() : slug);
        boolean streams = body.wantsStream() && endpoint.streaming();
        boolean collects = endpoint.schemas().output() != null;
        ObjectNode chat = body.chat(endpoint, streams && !collects);
        call.calls(new EndpointCall(
                project,
                endpoint,
                inOpenAiShape,
                body.variables(),
                session(body, project),
                streams && collects ? body.streamOptions() : null));
        requireGuardrails(call);
        BodyTree.ask(call, Operation.CHAT_COMPLETIONS, chat);
    }

    private static void requireGuardrails(Call call) {
        EndpointCall asked = call.endpoint();
        if (asked != null) {
            asked.guardrails().forEach(name -> call.guardrails().require(name));
        }
    }

    private Endpoint endpoint(Call call, Project project, String slug) {
        Endpoint endpoint = project.endpoints().get(slug);
        if (endpoint == null || !endpoint.active()) {
            throw GatewayError.of(404, "endpoint_not_found", "Endpoint '%s' does not exist in this project.", slug)
                    .withParam(inOpenAiShape ? "model" : "endpoint");
        }
        if (!Authenticate.caller(call).mayUseEndpoint(slug)) {
            throw GatewayError.forbidden("endpoint_not_allowed", "This key may not use endpoint '%s'.", slug);
        }
        return endpoint;
    }

    private @Nullable SessionUse session(EndpointBody body, Project project) {
        boolean begins = body.wantsSession();
        String id = body.sessionId();
        if (id != null) {
            return SessionUse.resume(new SessionKey(project.id(), id));
        }
        return begins ? SessionUse.begin(new SessionKey(project.id(), ids.next())) : null;
    }
}
