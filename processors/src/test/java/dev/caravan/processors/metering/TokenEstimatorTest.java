package dev.caravan.processors.metering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.endpoints.EndpointCall;
import dev.caravan.processors.endpoints.Project;
import dev.caravan.processors.endpoints.TestProject;
import dev.caravan.processors.pricing.Costs;
import dev.caravan.processors.pricing.ModelEntry;
import dev.caravan.processors.pricing.ModelFacts;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.pricing.PriceList;
import dev.caravan.processors.request.BodyTree;
import dev.caravan.processors.request.TestCall;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.Targets;
import dev.caravan.processors.routing.TestProvider;
import dev.caravan.processors.sessions.SessionKey;
import dev.caravan.processors.sessions.SessionUse;
import dev.caravan.spi.Operation;
import dev.caravan.spi.wire.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.scheduler.Schedulers;

class TokenEstimatorTest {

    private static final TextTokens TOKENS = new TextTokens();

    private static final ModelRegistry MODELS = new ModelRegistry(List.of(new PriceList(List.of(
            new ModelEntry("short", Set.of(), new ModelFacts(null, 0, 100, Set.of(), null)),
            new ModelEntry("long", Set.of(), new ModelFacts(null, 0, 100_000, Set.of(), null))))));

    private final TokenEstimator estimator =
            new TokenEstimator(new Workers(Schedulers.immediate()), TOKENS, new Costs(MODELS), 4096);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "CHAT_COMPLETIONS|{'max_tokens':50,'messages':[{'role':'user','content':'Hello world'}]}|6|50",
                "CHAT_COMPLETIONS|{'max_completion_tokens':60,'n':3,'messages':[{'role':'user','content':'Hello world'}]}|6|180",
                "CHAT_COMPLETIONS|{'messages':[{'role':'user','content':[{'type':'text','text':'Hello world'}]}]}|6|4096",
                "MESSAGES|{'max_tokens':70,'system':'Hello','messages':[{'role':'user','content':'Hello world'}]}|7|70",
                "RESPONSES|{'max_output_tokens':80,'input':'Hello world'}|2|80",
                "RESPONSES|{'input':[{'role':'user','content':[{'type':'input_text','text':'Hello world'}]}]}|6|4096",
                "GENERATE_CONTENT|{'generationConfig':{'maxOutputTokens':90,'candidateCount':2},"
                        + "'contents':[{'role':'user','parts':[{'text':'Hello world'}]}]}|6|180",
                "GENERATE_CONTENT|{'generation_config':{'max_output_tokens':90},'contents':[{'parts':[{'text':'Hello'}]}]}|5|90",
                "OLLAMA_CHAT|{'options':{'num_predict':40},'messages':[{'role':'user','content':'Hello world'}]}|6|40",
                "OLLAMA_GENERATE|{'options':{'num_predict':-1},'prompt':'Hello world'}|2|4096",
                "COHERE_CHAT|{'max_tokens':30,'messages':[{'role':'user','content':'Hello world'}]}|6|30",
                "EMBEDDINGS|{'input':['Hello world','Hello']}|3|0",
                "EMBEDDINGS|{'input':[[1,2,3],[4]]}|4|0",
                "GEMINI_EMBEDDINGS|{'requests':[{'content':{'parts':[{'text':'Hello world'}]}}]}|2|0",
                "COHERE_EMBEDDINGS|{'texts':['Hello world']}|2|0",
                "IMAGE_GENERATIONS|{'prompt':'Hello world','n':4}|2|0",
                "COMPLETIONS|{'prompt':'Hello world','max_tokens':20}|2|20",
                "COMPLETIONS|{'prompt':['Hello world','Hello'],'max_tokens':20,'n':2,'best_of':3}|3|120",
                "COMPLETIONS|{'prompt':[[1,2,3],[4]],'max_tokens':20}|4|40",
                "COMPLETIONS|{'prompt':[1,2,3]}|3|4096",
                "RERANK|{'query':'Hello world','documents':['Hello']}|3|0"
            })
    void eachShapeOfRequestIsUnderstood(Operation operation, String body, long input, long output) {
        assertThat(estimate(call(operation, body.replace('\'', '"')))).isEqualTo(new TokenEstimate(input, output));
    }

    @Test
    void mediaHaveAFlatFigureHoweverLongTheyAre() {
        String image =
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
                        + "A".repeat(100_000) + "\"}},{\"type\":\"text\",\"text\":\"Hello\"}]}]}";
        String document =
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"document\",\"source\":{\"type\":\"text\","
                        + "\"media_type\":\"text/plain\",\"data\":\"Hello world\"}}]}]}";
        String ollama = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\",\"images\":[\"AAAA\",\"BBBB\"]}]}";

        assertThat(estimate(call(Operation.CHAT_COMPLETIONS, image)).input()).isEqualTo(1505);
        assertThat(estimate(call(Operation.MESSAGES, document)).input()).isEqualTo(6);
        assertThat(estimate(call(Operation.OLLAMA_CHAT, ollama)).input()).isEqualTo(3005);
    }

    @Test
    void toolsCountWithTheirNamesAndSchemas() {
        String without = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        String with = without.substring(0, without.length() - 1)
                + ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"weather\",\"parameters\":{\"type\":\"object\","
                + "\"properties\":{\"url\":{\"type\":\"string\"}}}}}]}";

        long tools = estimate(call(Operation.CHAT_COMPLETIONS, with)).input()
                - estimate(call(Operation.CHAT_COMPLETIONS, without)).input();

        assertThat(tools).isBetween(8L, 20L);
    }

    @Test
    void whatAnEndpointAddsCountsAsWell() {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello world\"}]}";
        Project project = TestProject.shop()
                .system("word ".repeat(100))
                .template("term ".repeat(200) + "{{style}} {{input}}")
                .build();
        ObjectNode variables = Json.object().put("style", "look ".repeat(400)).put("unused", "none ".repeat(1000));
        ArrayNode history = Json.array();
        history.addObject().put("role", "user").put("content", "past ".repeat(800));
        Call call = call(Operation.CHAT_COMPLETIONS, body);
        call.calls(new EndpointCall(
                project,
                project.endpoints().get("summarize"),
                false,
                variables,
                SessionUse.resume(new SessionKey(project.id(), "s")).withHistory(history),
                null));

        assertThat(estimate(call).input()).isBetween(1506L, 1530L);
    }

    @Test
    void withoutALimitTheModelOfTheLongestAnswerCounts() {
        String body = "{\"messages\":[]}";
        assertThat(estimate(call(Operation.CHAT_COMPLETIONS, body, "short")).output())
                .isEqualTo(100);
        assertThat(estimate(call(Operation.CHAT_COMPLETIONS, body, "short", "long"))
                        .output())
                .isEqualTo(4096);
        assertThat(estimate(call(Operation.CHAT_COMPLETIONS, body, "short", "unknown"))
                        .output())
                .isEqualTo(4096);
    }

    @Test
    void aLimitBeyondAllBoundsIsTakenForAVeryHighOne() {
        String digits = "{\"max_tokens\":" + "9".repeat(1000) + ",\"messages\":[]}";
        String product = "{\"max_tokens\":9999999999,\"n\":9999999999,\"messages\":[]}";
        String power = "{\"options\":{\"num_predict\":1e30},\"messages\":[]}";

        assertThat(estimate(call(Operation.CHAT_COMPLETIONS, digits)).output()).isEqualTo(Integer.MAX_VALUE);
        assertThat(estimate(call(Operation.CHAT_COMPLETIONS, product)).output()).isGreaterThan(Integer.MAX_VALUE);
        assertThat(estimate(call(Operation.OLLAMA_CHAT, power)).output()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void aLargeBodyIsReadByAWorkerAndATreeIsUsedWhereThereIsOne() {
        String body =
                "{\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"" + "word ".repeat(60_000) + "\"}]}";
        Call large = call(Operation.CHAT_COMPLETIONS, body);
        Call parsed = call(Operation.CHAT_COMPLETIONS, body);
        BodyTree.of(parsed);

        assertThat(estimate(large).input()).isBetween(60_000L, 60_010L);
        assertThat(estimate(parsed)).isEqualTo(estimate(large));
        assertThat(large.spending().estimate()).isNotNull();
    }

    private TokenEstimate estimate(Call call) {
        TokenEstimate estimate = estimator.of(call).block();
        assertThat(estimate).isNotNull().isEqualTo(call.spending().estimate());
        return estimate == null ? new TokenEstimate(0, 0) : estimate;
    }

    private static Call call(Operation operation, String json, String... models) {
        Call call = TestCall.post("/").build();
        ByteBuf bytes = Unpooled.copiedBuffer(json, StandardCharsets.UTF_8);
        call.asks(operation, new JsonBody(bytes, null, -1, -1, false, null));
        List<Target> targets = List.of(models).stream()
                .map(model -> new Target(TestProvider.plain("p"), model))
                .toList();
        if (!targets.isEmpty()) {
            call.offeredTo(new Targets(targets, 0, Duration.ZERO));
        }
        return call;
    }
}
