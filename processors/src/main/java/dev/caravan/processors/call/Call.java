package dev.caravan.processors.call;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.agents.AgentCall;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.cache.CacheTicket;
import dev.caravan.processors.context.ContextReduction;
import dev.caravan.processors.dialect.ErrorDialect;
import dev.caravan.processors.endpoints.EndpointCall;
import dev.caravan.processors.endpoints.Project;
import dev.caravan.processors.files.StoredObject;
import dev.caravan.processors.forms.FormBody;
import dev.caravan.processors.guardrails.CallGuardrails;
import dev.caravan.processors.ledger.Recording;
import dev.caravan.processors.limits.Standing;
import dev.caravan.processors.limits.TargetGate;
import dev.caravan.processors.mcp.McpMessage;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.Targets;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request in flight: who calls, what for, which target serves it, and the answer. The edge creates it, the steps of a
 * route fill it in, and the edge writes its answer. Confined to one event loop: no step needs a lock.
 */
public final class Call {

    private final String id;
    private final EventExecutor loop;
    private CallRequest request;
    private RequestBody body;
    private ErrorDialect errorDialect;
    private final CallClock clock;

    private String route = "none";
    private @Nullable Principal principal;
    private @Nullable Project project;
    private @Nullable EndpointCall endpoint;
    private @Nullable AgentCall agent;
    private @Nullable McpMessage message;
    private @Nullable Operation operation;
    private @Nullable String model;
    private boolean stream;
    private @Nullable JsonBody json;
    private @Nullable ObjectNode tree;
    private @Nullable FormBody form;
    private final Spending spending = new Spending();
    private @Nullable Targets targets;
    private @Nullable Target target;
    private @Nullable Answer answer;
    private @Nullable GatewayError brokenBy;
    private @Nullable GatewayError toldInside;
    private @Nullable Runnable onAbort;
    private boolean aborted;
    private @Nullable Standing limitStanding;
    private @Nullable Standing tokenStanding;
    private @Nullable TargetGate targetGate;
    private @Nullable ContextReduction contextReduction;
    private @Nullable CacheTicket cacheTicket;
    private @Nullable HttpHeaders told;
    private @Nullable CallGuardrails guardrails;
    private @Nullable StoredObject storedObject;
    private @Nullable TraceContext trace;
    private @Nullable Recording recording;
    private List<Runnable> onEnd = List.of();
    private boolean ended;

    /**
     * @param id the request id, a UUIDv7
     * @param loop the event loop that the call lives on
     */
    public Call(
            String id,
            EventExecutor loop,
            CallRequest request,
            RequestBody body,
            ErrorDialect errorDialect,
            CallClock clock) {
        this.loop = loop;
        this.id = id;
        this.request = request;
        this.body = body;
        this.errorDialect = errorDialect;
        this.clock = clock;
    }

    /** The request id, a UUIDv7; sent back as {@code X-Ingate-Request-Id}. */
    public String id() {
        return id;
    }

    /** The event loop that the call lives on: its steps, its upstream and its connection. */
    public EventExecutor loop() {
        return loop;
    }

    public CallRequest request() {
        return request;
    }

    /** The route that took the call: its pattern, a word of low cardinality for metrics; {@code none} before. */
    public String route() {
        return route;
    }

    /** The edge has found the route. */
    public void entered(String pattern, Map<String, String> pathVariables) {
        route = pattern;
        if (!pathVariables.isEmpty()) {
            request = request.withPathVariables(pathVariables);
        }
    }

    /** Where the call stands in a trace: the client's, or one of its own. */
    public TraceContext trace() {
        if (trace == null) {
            trace = TraceContext.of(request.headers().get("traceparent"), id);
        }
        return trace;
    }

    public RequestBody body() {
        return body;
    }

    /** Puts another body in the place of the client's, such as one that may not be longer than so much. */
    public void sends(RequestBody other) {
        this.body = other;
    }

    /** How errors are to look for this caller. */
    public ErrorDialect errorDialect() {
        return errorDialect;
    }

    /** Errors are to look like that from now on. */
    public void errorsIn(ErrorDialect dialect) {
        this.errorDialect = dialect;
    }

    /** When what happened, for the overhead and the log. */
    public CallClock clock() {
        return clock;
    }

    /** Who calls; null until the call was authenticated. */
    public @Nullable Principal principal() {
        return principal;
    }

    public void authenticatedAs(Principal caller) {
        this.principal = caller;
    }

    /** The project whose URL was called; null before, and on routes of none. */
    public @Nullable Project project() {
        return project;
    }

    public void enters(Project called) {
        this.project = called;
    }

    /** What the call wants of a project's endpoint; null until that was read, and on routes of none. */
    public @Nullable EndpointCall endpoint() {
        return endpoint;
    }

    public void calls(EndpointCall asked) {
        this.endpoint = asked;
    }

    /** The agent that is called, and what it does; null until the target was resolved, and where the model is none. */
    public @Nullable AgentCall agent() {
        return agent;
    }

    public void runs(AgentCall called) {
        this.agent = called;
    }

    /** What an MCP client says; null on other routes. */
    public @Nullable McpMessage message() {
        return message;
    }

    public void says(McpMessage read) {
        this.message = read;
    }

    /** What is asked for; null until the request was read, and on routes that call no provider. */
    public @Nullable Operation operation() {
        return operation;
    }

    /** The model as the client wrote it; null where the request has none. */
    public @Nullable String model() {
        return model;
    }

    /** Whether the client asked for a stream of events. */
    public boolean stream() {
        return stream;
    }

    /** The request's JSON body with what was read from it; null where the body was not read. */
    public @Nullable JsonBody json() {
        return json;
    }

    /** The JSON body as a tree, not to be changed; null until a step has asked {@code BodyTree} for it. */
    public @Nullable ObjectNode tree() {
        return tree;
    }

    /** Notes the tree of the JSON body. */
    public void parsedAs(ObjectNode body) {
        this.tree = body;
    }

    /** Notes a body that a step has put in the place of the client's. */
    public void rewritten(JsonBody body, ObjectNode asTree) {
        this.json = body;
        this.tree = asTree;
    }

    /** What the call has used, and what that has cost. */
    public Spending spending() {
        return spending;
    }

    /** Notes a request whose JSON body was read. */
    public void asks(Operation what, JsonBody read) {
        this.operation = what;
        this.json = read;
        this.tree = null;
        this.model = read.model();
        this.stream = read.stream();
    }

    /** Notes a request whose body is a form, of which the beginning was read. */
    public void asks(Operation what, FormBody read) {
        this.operation = what;
        this.form = read;
        this.model = read.model();
        this.stream = "true".equalsIgnoreCase(read.field("stream"));
    }

    /** The form that is the request's body; null where it is none. */
    public @Nullable FormBody form() {
        return form;
    }

    /** The model has come with the rest of the form, which is on its way to the target. */
    public void namesLate(String written) {
        this.model = written;
        Target chosen = target;
        if (chosen != null) {
            this.target = new Target(chosen.provider(), written);
        }
    }

    /** Notes a request that names its model elsewhere than in a body. */
    public void asks(Operation what, @Nullable String named) {
        this.operation = what;
        this.model = named;
    }

    /** Notes a request whose body is not read. */
    public void asks(Operation what) {
        this.operation = what;
    }

    /** Who is to serve the call, or has served it; null until it was resolved. */
    public @Nullable Target target() {
        return target;
    }

    public void servedBy(Target chosen) {
        this.target = chosen;
    }

    /** Everybody who may serve the call, in order; null until they were resolved. */
    public @Nullable Targets targets() {
        return targets;
    }

    /** Notes who may serve the call; the first of them is who shall. */
    public void offeredTo(Targets offered) {
        this.targets = offered;
        this.target = offered.first();
    }

    /** The answer; null until there is one. */
    public @Nullable Answer answer() {
        return answer;
    }

    /** @param given null when there is none any more: another one is fetched */
    public void answerWith(@Nullable Answer given) {
        this.answer = given;
    }

    /** What broke the answer off after its beginning; null when nothing did, or when that answer was let go. */
    public @Nullable GatewayError brokenBy() {
        return brokenBy;
    }

    /**
     * Notes that the answer is not whole, though its body ends as if it were: with an event that says so.
     *
     * @param error what the client is told; null when the answer that broke is let go and another one is fetched
     */
    public void breaksOff(@Nullable GatewayError error) {
        this.brokenBy = error;
    }

    /** The error that the answer tells in its body, though its status and its end are those of a success; null without one. */
    public @Nullable GatewayError toldInside() {
        return toldInside;
    }

    public void tellsInside(GatewayError error) {
        this.toldInside = error;
    }

    /** A header for the answer, whatever that will be; a second one of that name stands beside the first. */
    public void tell(CharSequence name, String value) {
        if (told == null) {
            told = new DefaultHttpHeaders();
        }
        told.add(name, value);
    }

    /** The headers that steps have for the answer; empty when there are none. */
    public HttpHeaders told() {
        return told == null ? EmptyHttpHeaders.INSTANCE : told;
    }

    /**
     * Says what is to be cancelled when the client leaves while a step waits. If it has left already, it is cancelled at once.
     *
     * @param cancel runs at most once, on the call's event loop; null when nothing waits any more
     */
    public void onAbort(@Nullable Runnable cancel) {
        onAbort = cancel;
        if (aborted) {
            abort();
        }
    }

    /** The client has left: whatever waits is cancelled. */
    public void abort() {
        aborted = true;
        Runnable cancel = onAbort;
        onAbort = null;
        if (cancel != null) {
            cancel.run();
        }
    }

    /** How the caller stands with the tightest of the gateway's limits of requests; null when none was applied. */
    public @Nullable Standing limitStanding() {
        return limitStanding;
    }

    /** A limit was applied; the tightest of several is kept. */
    public void limitStands(@Nullable Standing standing) {
        limitStanding = Standing.tighter(limitStanding, standing);
    }

    /** How the caller stands with the tightest of the gateway's limits of tokens; null when none was applied. */
    public @Nullable Standing tokenStanding() {
        return tokenStanding;
    }

    /** A limit of tokens was applied; the tightest of several is kept. */
    public void tokensStand(@Nullable Standing standing) {
        tokenStanding = Standing.tighter(tokenStanding, standing);
    }

    /** Is asked before each attempt on one of several targets; null when all may be tried. */
    public @Nullable TargetGate targetGate() {
        return targetGate;
    }

    public void guardedBy(TargetGate gate) {
        targetGate = gate;
    }

    /** How the call's answer is to be kept; null when it is not. */
    public @Nullable CacheTicket cacheTicket() {
        return cacheTicket;
    }

    public void keepAs(CacheTicket ticket) {
        this.cacheTicket = ticket;
    }

    /** Makes the request shorter when a provider finds it too long; null when it is to stay as it is. */
    public @Nullable ContextReduction contextReduction() {
        return contextReduction;
    }

    public void reducibleBy(ContextReduction reduction) {
        this.contextReduction = reduction;
    }

    /** Who listens to the call for its record; null when it leaves none. */
    public @Nullable Recording recording() {
        return recording;
    }

    public void recordedBy(Recording listener) {
        this.recording = listener;
    }

    /** What the call concerns of that which a provider keeps; null where it is not known, and on other routes. */
    public @Nullable StoredObject storedObject() {
        return storedObject;
    }

    public void concerns(StoredObject known) {
        this.storedObject = known;
    }

    /** Whether guardrails have anything to do with the call: whether {@link #guardrails()} was asked for before. */
    public boolean isGuarded() {
        return guardrails != null;
    }

    /** What guardrails have to do with the call. */
    public CallGuardrails guardrails() {
        if (guardrails == null) {
            guardrails = new CallGuardrails();
        }
        return guardrails;
    }

    /** Lets guardrails find in this call what they have to do with another one, of which it is a part. */
    public void guardedWith(Call whole) {
        guardrails = whole.guardrails();
    }

    /**
     * Says what is to be given back when the call ends, however it ends: answered, failed, refused, or left by its
     * client. If it has ended already, that is done at once.
     *
     * @param work runs once, on the call's event loop; must not throw
     */
    public void onEnd(Runnable work) {
        if (ended) {
            work.run();
            return;
        }
        if (onEnd.isEmpty()) {
            onEnd = new ArrayList<>(2);
        }
        onEnd.add(work);
    }

    /** The edge is done with the call. */
    public void end() {
        ended = true;
        List<Runnable> works = onEnd;
        onEnd = List.of();
        works.forEach(Runnable::run);
    }
}
