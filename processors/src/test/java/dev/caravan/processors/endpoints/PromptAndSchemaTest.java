package dev.caravan.processors.endpoints;

import static dev.caravan.processors.endpoints.TestProject.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.WholeBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.request.BodyTree;
import dev.caravan.processors.sessions.SessionIds;
import dev.caravan.processors.sessions.SessionUse;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What becomes of an endpoint's call between its request and its answer. */
class PromptAndSchemaTest {

    private static final Workers WORKERS = new Workers(Schedulers.immediate());
    private static final String CITY =
            "{\"type\":\"object\",\"required\":[\"city\"],\"properties\":{\"city\":{\"type\":\"string\"}}}";

    private final ReadEndpointRequest read = ReadEndpointRequest.inOwnShape(32 << 20, WORKERS, SessionIds.seeded());
    private final ApplyPrompt prompt = new ApplyPrompt(WORKERS);
    private final ValidateInput input = new ValidateInput(WORKERS);
    private final ValidateOutput output = new ValidateOutput();

    @Test
    void theSystemPromptComesFirstAndTheLastQuestionIntoTheTemplate() {
        Call call = prompted(
                TestProject.shop().system("Be brief.").template("Summarize in {{language}}: {{input}}"),
                """
                {"messages":[{"role":"system","content":"For children."},{"role":"user","content":"One"},
                             {"role":"assistant","content":"1"},{"role":"user","content":"Two"}],
                 "variables":{"language":"Polish"}}""");

        assertThat(messages(call))
                .isEqualTo(
                        json(
                                """
                        [{"role":"system","content":"Be brief."},{"role":"system","content":"For children."},
                         {"role":"user","content":"One"},{"role":"assistant","content":"1"},
                         {"role":"user","content":"Summarize in Polish: Two"}]"""));
    }

    @Test
    void fieldsOfAJsonInputAreVariablesTooButThoseGivenByNameWin() {
        TestProject project = TestProject.shop().template("{{city}} {{days}} {{where}}");

        Call call = prompted(
                project,
                "{\"message\":\"{\\\"city\\\":\\\"Oslo\\\",\\\"days\\\":3}\",\"variables\":{\"city\":\"Rome\",\"where\":[1]}}");

        assertThat(messages(call).path(0).path("content").asText()).isEqualTo("Rome 3 [1]");
    }

    @Test
    void aVariableThatIsMissingIsTheClientsFault() {
        GatewayError refusal = catchThrowableOfType(
                GatewayError.class,
                () -> prompted(TestProject.shop().template("{{city}}: {{input}}"), "{\"message\":\"Hi\"}"));

        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.param()).isEqualTo("variables.city");
    }

    @Test
    void picturesStayBesideTheTemplate() {
        Call call = prompted(
                TestProject.shop().template("Describe: {{input}}"),
                """
                {"messages":[{"role":"user","name":"ann","content":[{"type":"text","text":"this"},
                  {"type":"image_url","image_url":{"url":"data:,x"}},{"type":"text","text":"and that"}]}]}""");

        assertThat(messages(call))
                .isEqualTo(
                        json(
                                """
                        [{"role":"user","name":"ann","content":[{"type":"text","text":"Describe: this\\nand that"},
                          {"type":"image_url","image_url":{"url":"data:,x"}}]}]"""));
    }

    @Test
    void aSessionsHistoryStandsBetweenSystemPromptAndQuestionAndIsRememberedInTheClientsWords() {
        Call call = TestProject.shop()
                .system("Be brief.")
                .template("Q: {{input}}")
                .call(
                        """
                {"messages":[{"role":"system","content":"S"},{"role":"user","content":"Three"}],"session":true}""");
        read.apply(call).block();
        EndpointCall endpoint = Objects.requireNonNull(call.endpoint());
        SessionUse use = Objects.requireNonNull(endpoint.session());
        ArrayNode history = (ArrayNode)
                json("[{\"role\":\"user\",\"content\":\"One\"},{\"role\":\"assistant\",\"content\":\"1\"}]");
        call.calls(endpoint.with(new SessionUse(use.key(), false, false, history, Json.array(), false)));

        prompt.apply(call).block();

        assertThat(messages(call))
                .isEqualTo(
                        json(
                                """
                        [{"role":"system","content":"Be brief."},{"role":"system","content":"S"},
                         {"role":"user","content":"One"},{"role":"assistant","content":"1"},
                         {"role":"user","content":"Q: Three"}]"""));
        assertThat(Objects.requireNonNull(
                                Objects.requireNonNull(call.endpoint()).session())
                        .said())
                .isEqualTo(json("[{\"role\":\"user\",\"content\":\"Three\"}]"));
    }

    @Test
    void anEndpointWithoutPromptLeavesTheBodyAlone() {
        Call call = TestProject.shop().call("{\"message\":\"Hi\"}");
        read.apply(call).block();
        var before = call.json();

        assertThat(prompt.apply(call)).isSameAs(Mono.empty());
        assertThat(call.json()).isSameAs(before);
    }

    @Test
    void anInputThatIsNotOfTheSchemaIsRefusedWithEachFault() {
        GatewayError refusal = catchThrowableOfType(GatewayError.class, () -> validated(CITY, "{\\\"city\\\":5}"));

        assertThat(refusal.status()).isEqualTo(422);
        assertThat(refusal.text())
                .isEqualTo("Input does not match the schema of endpoint 'summarize':"
                        + " /city: integer found, string expected.");
        assertThat(catchThrowableOfType(GatewayError.class, () -> validated(CITY, "no JSON"))
                        .text())
                .contains("string found, object expected");
    }

    @Test
    void anInputOfTheSchemaPasses() {
        validated(CITY, "{\\\"city\\\":\\\"Oslo\\\"}");
        validated("{\"type\":\"string\",\"maxLength\":4}", "1234");
        validated("{\"type\":[\"integer\",\"null\"]}", "1234");
        validated("{\"required\":[\"city\"]}", "{\\\"city\\\":1}");
        validated("{\"maxLength\":3}", "{1}");
        assertThat(catchThrowableOfType(
                        GatewayError.class, () -> validated("{\"type\":\"string\",\"maxLength\":3}", "1234")))
                .isNotNull();
    }

    @Test
    void anAnswerThatIsNotOfTheSchemaIsHeldBack() {
        GatewayError refusal = catchThrowableOfType(GatewayError.class, () -> answered("{\\\"town\\\":\\\"Oslo\\\"}"));

        assertThat(refusal.status()).isEqualTo(502);
        assertThat(refusal.text())
                .isEqualTo("The answer does not match the output schema of endpoint 'summarize':"
                        + " required property 'city' not found.");
    }

    @Test
    void anAnswerOfTheSchemaPassesAsItIs() {
        assertThat(answered("{\\\"city\\\": \\\"Oslo\\\"}")).contains("{\\\"city\\\": \\\"Oslo\\\"}");
    }

    @Test
    void aCallOfTheClientsToolsIsNoAnswerYet() {
        String calling = "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"t\",\"type\":\"function\","
                + "\"function\":{\"name\":\"look\",\"arguments\":\"{}\"}}]}";

        assertThat(told(calling)).contains(calling);
    }

    @Test
    void anAnswerInACodeBlockLosesItsFences() {
        assertThat(answered("```json\\n{\\\"city\\\":\\\"Oslo\\\"}\\n```"))
                .isEqualTo(
                        "{\"id\":\"c1\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"{\\\"city\\\":\\\"Oslo\\\"}\"}}]}");
        assertThat(answered("\\n``` \\r\\n{\\\"city\\\":\\\"Oslo\\\"}```\\n")).doesNotContain("```");
    }

    private Call prompted(TestProject project, String body) {
        Call call = project.call(body);
        read.apply(call).block();
        prompt.apply(call).block();
        return call;
    }

    private void validated(String schema, String message) {
        Call call = TestProject.shop().input(schema).call("{\"message\":\"" + message + "\"}");
        read.apply(call).block();
        input.apply(call).block();
    }

    /** @return the answer's body as it goes on */
    private String answered(String content) {
        return told("{\"role\":\"assistant\",\"content\":\"" + content + "\"}");
    }

    private String told(String message) {
        Call call = TestProject.shop().output(CITY).call("{\"message\":\"Hi\"}");
        read.apply(call).block();
        String answer = "{\"id\":\"c1\",\"choices\":[{\"message\":" + message + "}]}";
        call.answerWith(Answer.json(200, answer.getBytes(StandardCharsets.UTF_8)));

        output.apply(call).block();

        Answer kept = Objects.requireNonNull(call.answer());
        byte[] bytes = Objects.requireNonNull(WholeBody.of(kept.body(), 10_000).block());
        assertThat(kept.headers().getInt("content-length")).isEqualTo(bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static com.fasterxml.jackson.databind.JsonNode messages(Call call) {
        var written = json(Objects.requireNonNull(call.json()).bytes().toString(StandardCharsets.UTF_8));
        assertThat(written).isEqualTo(BodyTree.of(call));
        return written.path("messages");
    }
}
