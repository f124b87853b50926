package dev.caravan.processors.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.budgets.Budget;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.limits.RateLimit;
import dev.caravan.processors.request.TestCall;
import dev.caravan.processors.sessions.SessionRules;
import dev.caravan.spi.wire.Json;
import io.netty.buffer.Unpooled;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Builds a project {@code shop} with an endpoint {@code summarize}, and calls to it, for tests. */
public final class TestProject {

    public static final String ID = "0b2f6f3e-1111-4222-8333-444455556666";

    private @Nullable String system;
    private @Nullable String template;
    private Endpoint.Settings settings = Endpoint.Settings.NONE;
    private @Nullable String input;
    private @Nullable String output;
    private boolean streaming;
    private boolean active = true;
    private RateLimit limit = RateLimit.NONE;
    private List<String> fallback = List.of();
    private List<String> ofProject = List.of();
    private List<String> ofEndpoint = List.of();
    private String model = "openai/gpt-4o-mini";
    private String type = Project.GATEWAY;

    public static TestProject shop() {
        return new TestProject();
    }

    public TestProject model(String name, String... more) {
        model = name;
        fallback = List.of(more);
        return this;
    }

    public TestProject system(String text) {
        system = text;
        return this;
    }

    public TestProject template(String text) {
        template = text;
        return this;
    }

    public TestProject settings(String temperature, String topP, int maxTokens) {
        settings = new Endpoint.Settings(new BigDecimal(temperature), new BigDecimal(topP), maxTokens);
        return this;
    }

    public TestProject input(String schema) {
        input = schema;
        return this;
    }

    public TestProject output(String schema) {
        output = schema;
        return this;
    }

    public TestProject streaming() {
        streaming = true;
        return this;
    }

    public TestProject inactive() {
        active = false;
        return this;
    }

    public TestProject limit(RateLimit calls) {
        limit = calls;
        return this;
    }

    public TestProject type(String word) {
        type = word;
        return this;
    }

    public TestProject guardrails(List<String> project, List<String> endpoint) {
        ofProject = project;
        ofEndpoint = endpoint;
        return this;
    }

    public Project build() {
        Endpoint endpoint = new Endpoint(
                "summarize",
                new Endpoint.Model(model, fallback),
                new Endpoint.Prompt(system, template == null ? null : PromptTemplate.compile(template)),
                settings,
                new Endpoint.Schemas(schema(input), schema(output)),
                streaming,
                active,
                limit,
                Budget.NONE,
                ofEndpoint,
                null);
        Map<String, Endpoint> endpoints = new LinkedHashMap<>();
        endpoints.put(endpoint.slug(), endpoint);
        return new Project(ID, "shop", type, ofProject, SessionRules.DEFAULT, endpoints);
    }

    /** A call of its endpoint by the path, as curl sends it, on its way behind {@code findProject}. */
    public Call call(String body) {
        return enter(TestCall.post("/api/" + ID + "/summarize")
                .variable("project", ID)
                .variable("slug", "summarize")
                .header("content-type", "application/x-www-form-urlencoded")
                .body(bytes(body)));
    }

    /** A call that names its endpoint in the body. */
    public Call dispatched(String body) {
        return enter(TestCall.post("/api/" + ID + "/chat/completions")
                .variable("project", ID)
                .body(bytes(body)));
    }

    private Call enter(TestCall building) {
        Call call = building.caller(key("shop")).build();
        call.enters(build());
        return call;
    }

    /** A key of that project, or of none. */
    public static Principal key(@Nullable String project) {
        return Principal.named("web", Role.MEMBER, Set.of(Scope.CHAT))
                .project(project)
                .build();
    }

    public static Mono<io.netty.buffer.ByteBuf> bytes(String json) {
        return Mono.just(Unpooled.wrappedBuffer(json.getBytes(StandardCharsets.UTF_8)));
    }

    public static JsonNode json(String text) {
        return Objects.requireNonNull(Json.parse(text), text);
    }

    private static @Nullable TextSchema schema(@Nullable String text) {
        return text == null ? null : TextSchema.compile(json(text));
    }
}
