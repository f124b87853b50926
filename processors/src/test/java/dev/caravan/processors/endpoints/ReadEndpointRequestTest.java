package dev.caravan.processors.endpoints;

import static dev.caravan.processors.endpoints.TestProject.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.request.BodyTree;
import dev.caravan.processors.sessions.SessionIds;
import dev.caravan.processors.sessions.SessionUse;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

class ReadEndpointRequestTest {

    private static final Workers WORKERS = new Workers(Schedulers.immediate());
    private static final SessionIds IDS = SessionIds.seeded();
    private static final String SESSION = "6F9619FF-8B86-4011-B42D-00C04FC964FF";

    private final ReadEndpointRequest step = ReadEndpointRequest.inOwnShape(32 << 20, WORKERS, IDS);
    private final ReadEndpointRequest openAi = ReadEndpointRequest.inOpenAiShape(32 << 20, WORKERS, IDS);

    @Test
    void aMessageBecomesAChatOfOpenAisWithTheEndpointsModelAndSettings() {
        Call call = read(TestProject.shop().settings("0.2", "0.9", 300).call("{\"message\":\"Hi\",\"junk\":[1]}"));

        String expected =
                """
                {"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],
                 "temperature":0.2,"top_p":0.9,"max_tokens":300}""";
        assertThat(BodyTree.of(call)).isEqualTo(json(expected));
        assertThat(json(body(call).bytes().toString(StandardCharsets.UTF_8))).isEqualTo(json(expected));
        assertThat(call.operation()).isEqualTo(Operation.CHAT_COMPLETIONS);
        assertThat(call.model()).isEqualTo("openai/gpt-4o-mini");
        assertThat(call.stream()).isFalse();
        assertThat(endpoint(call).name()).isEqualTo("shop/summarize");
    }

    @Test
    void aConversationIsTakenAsItIs() {
        Call call = read(
                TestProject.shop()
                        .call(
                                """
                {"messages":[{"role":"system","content":"You are a teacher."},{"role":"user","content":"Why?"}],
                 "user":"ann"}"""));

        assertThat(BodyTree.of(call).path("messages")).hasSize(2);
        assertThat(body(call).user()).isEqualTo("ann");
    }

    @Test
    void theBodyMayNameTheEndpoint() {
        assertThat(endpoint(read(TestProject.shop().dispatched("{\"endpoint\":\"summarize\",\"message\":\"Hi\"}")))
                        .endpoint()
                        .slug())
                .isEqualTo("summarize");
        GatewayError unnamed = refusal(step, TestProject.shop().dispatched("{\"message\":\"Hi\"}"));
        assertThat(unnamed.status()).isEqualTo(400);
        assertThat(unnamed.text()).isEqualTo("Missing required parameter: 'endpoint'.");
    }

    @Test
    void anEndpointThatIsUnknownOrNotActiveIsNotFound() {
        GatewayError unknown =
                refusal(step, TestProject.shop().dispatched("{\"endpoint\":\"nothing\",\"message\":\"Hi\"}"));
        GatewayError inactive = refusal(step, TestProject.shop().inactive().call("{\"message\":\"Hi\"}"));

        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text()).isEqualTo("Endpoint 'nothing' does not exist in this project.");
        assertThat(inactive.status()).isEqualTo(404);
    }

    @Test
    void aKeyMayBeLimitedToCertainEndpoints() {
        Call call = TestProject.shop().call("{\"message\":\"Hi\"}");
        call.authenticatedAs(Principal.named("web", Role.MEMBER, Set.of(Scope.CHAT))
                .project("shop")
                .allowedEndpoints(List.of("classify"))
                .build());

        GatewayError refusal = refusal(step, call);

        assertThat(refusal.status()).isEqualTo(403);
        assertThat(refusal.text()).isEqualTo("This key may not use endpoint 'summarize'.");
    }

    @Test
    void faultsNameTheirField() {
        assertThat(fault("{}")).isEqualTo("message: Missing required parameter: 'message' or 'messages'.");
        assertThat(fault("{\"message\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":\"b\"}]}"))
                .isEqualTo("message: 'message' and 'messages' are both given: write one of them.");
        assertThat(fault("{\"message\":\"\"}")).isEqualTo("message: Invalid 'message': empty string.");
        assertThat(fault("{\"message\":5}")).startsWith("message: Invalid type for 'message': expected a string");
        assertThat(fault("{\"messages\":[]}")).startsWith("messages: Invalid 'messages': empty array");
        assertThat(fault("{\"messages\":[{\"content\":\"x\"}]}")).startsWith("messages[0].role: Missing");
        assertThat(fault("{\"message\":\"a\",\"session_id\":\"7\"}"))
                .isEqualTo("session_id: Invalid value for 'session_id': expected a UUID.");
        assertThat(fault("{\"message\":\"a\",\"session\":\"yes\"}")).startsWith("session: Invalid type");
        assertThat(fault("{\"message\":\"a\",\"variables\":[]}")).startsWith("variables: Invalid type");
        assertThat(fault("{\"message\":\"a\",\"stream\":1}")).startsWith("stream: Invalid type");
        assertThat(fault("{\"message\":\"a\",\"message\":\"b\"}")).contains("more than once");
    }

    @Test
    void aStreamIsHonouredOnlyWhereTheEndpointStreams() {
        String asked = "{\"message\":\"Hi\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";

        Call whole = read(TestProject.shop().call(asked));
        Call streamed = read(TestProject.shop().streaming().call(asked));

        assertThat(whole.stream()).isFalse();
        assertThat(BodyTree.of(whole).has("stream")).isFalse();
        assertThat(BodyTree.of(whole).has("stream_options")).isFalse();
        assertThat(streamed.stream()).isTrue();
        assertThat(BodyTree.of(streamed)
                        .path("stream_options")
                        .path("include_usage")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void anAnswerWithASchemaComesWholeFromTheProviderAndIsStreamedAfterwards() {
        Call call = read(TestProject.shop()
                .streaming()
                .output("{\"type\":\"object\"}")
                .call("{\"message\":\"Hi\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}"));

        assertThat(call.stream()).isFalse();
        assertThat(endpoint(call).replay()).isEqualTo(json("{\"include_usage\":true}"));
    }

    @Test
    void aSessionIsResumedByItsIdOrBegunOnDemand() {
        SessionUse resumed = session("{\"message\":\"Hi\",\"session_id\":\"" + SESSION + "\"}");
        SessionUse begun = session("{\"message\":\"Hi\",\"session\":true}");

        assertThat(resumed.key().id()).isEqualTo("6f9619ff-8b86-4011-b42d-00c04fc964ff");
        assertThat(resumed.key().project()).isEqualTo(TestProject.ID);
        assertThat(resumed.isNew()).isFalse();
        assertThat(begun.isNew()).isTrue();
        assertThat(begun.key().id()).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(endpoint(read(TestProject.shop().call("{\"message\":\"Hi\"}")))
                        .session())
                .isNull();
    }

    @Test
    void inOpenAisShapeTheModelIsTheEndpointAndOtherFieldsGoToTheProvider() {
        Call call = TestProject.shop()
                .settings("0.2", "0.9", 300)
                .dispatched(
                        """
                {"model":"summarize","messages":[{"role":"user","content":"Hi"}],"temperature":1,"seed":7,
                 "max_completion_tokens":9,"tools":[{"type":"function","function":{"name":"f"}}],
                 "session_id":null,"variables":{"a":1},"stream":false}""");

        openAi.apply(call).block();

        assertThat(BodyTree.of(call))
                .isEqualTo(
                        json(
                                """
                        {"model":"openai/gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"temperature":0.2,
                         "seed":7,"tools":[{"type":"function","function":{"name":"f"}}],"top_p":0.9,"max_tokens":300}"""));
        assertThat(endpoint(call).inOpenAiShape()).isTrue();
    }

    @Test
    void inOpenAisShapeAMissingModelIsNamed() {
        GatewayError refusal = refusal(
                openAi, TestProject.shop().dispatched("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"));

        assertThat(refusal.param()).isEqualTo("model");
    }

    @Test
    void aLargeBodyIsReadByAWorker() {
        String text = "x".repeat(Workers.LARGE + 1);

        Call call = read(TestProject.shop().call("{\"message\":\"" + text + "\"}"));

        assertThat(BodyTree.of(call).path("messages").path(0).path("content").asText())
                .isEqualTo(text);
    }

    @Test
    void guardrailsOfProjectAndEndpointAreToldOnce() {
        Call call = read(TestProject.shop()
                .guardrails(List.of("pii", "secrets"), List.of("secrets", "topics"))
                .call("{\"message\":\"Hi\"}"));

        assertThat(endpoint(call).guardrails()).containsExactly("pii", "secrets", "topics");
    }

    private SessionUse session(String body) {
        return Objects.requireNonNull(
                endpoint(read(TestProject.shop().call(body))).session());
    }

    private Call read(Call call) {
        step.apply(call).block();
        return call;
    }

    private String fault(String body) {
        GatewayError refusal = refusal(step, TestProject.shop().call(body));
        assertThat(refusal.status()).isEqualTo(400);
        return refusal.param() + ": " + refusal.text();
    }

    private static GatewayError refusal(ReadEndpointRequest step, Call call) {
        return catchThrowableOfType(GatewayError.class, () -> step.apply(call).block());
    }

    private static EndpointCall endpoint(Call call) {
        return Objects.requireNonNull(call.endpoint());
    }

    private static JsonBody body(Call call) {
        return Objects.requireNonNull(call.json());
    }
}
