package dev.caravan.processors.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.TestKeys;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.dialect.ErrorDialects;
import dev.caravan.processors.pricing.Capability;
import dev.caravan.processors.pricing.Meter;
import dev.caravan.processors.pricing.ModelEntry;
import dev.caravan.processors.pricing.ModelFacts;
import dev.caravan.processors.pricing.ModelMode;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.pricing.PriceList;
import dev.caravan.processors.pricing.Prices;
import dev.caravan.processors.pricing.RateCard;
import dev.caravan.processors.pricing.ServiceTier;
import dev.caravan.processors.request.TestCall;
import dev.caravan.processors.routing.Alias;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.processors.routing.ProviderRegistry;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.TestProvider;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.ModelInfo;
import dev.caravan.spi.Operation;
import io.netty.buffer.ByteBuf;
import io.netty.channel.DefaultEventLoop;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class ListModelsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DefaultEventLoop LOOP = new DefaultEventLoop();
    private static final Principal ANYONE = TestKeys.principal("anyone");

    private final ConfiguredProvider listing = TestProvider.named("listing")
            .models("b", "a", "shared")
            .knowing("a")
            .build();
    private final ConfiguredProvider knowing =
            TestProvider.named("knowing").knowing("shared", "org/k").build();
    private final ConfiguredProvider live = TestProvider.named("live").build();
    private final ConfiguredProvider keyless =
            TestProvider.named("keyless").withoutCredentials().models("hidden").build();
    private final Map<String, Alias> aliases = new LinkedHashMap<>();
    private ModelCatalog catalog = (loop, provider) ->
            Mono.just(List.of(new ModelInfo("live-1", 5, "them"), new ModelInfo("shared", 5, "them")));

    private ModelRegistry registry = ModelRegistry.EMPTY;

    ListModelsTest() {
        aliases.put("zippy", Alias.of(new Target(listing, "a")));
        aliases.put("alias", Alias.of(new Target(knowing, "other")));
    }

    @AfterAll
    static void stopTheLoop() {
        LOOP.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void listsAliasesThenEveryProvidersModelsOnceInOrder() {
        assertThat(ids(TestCall.get("/v1/models")))
                .containsExactly("zippy", "alias", "b", "a", "shared", "org/k", "live-1");
    }

    @Test
    void speaksOpenAis() throws IOException {
        ConfiguredProvider only =
                TestProvider.named("only").models("m", "k").knowing("k").build();

        String json = json(
                new ListModels(new ProviderRegistry(List.of(only), Map.of()), catalog, ModelRegistry.EMPTY),
                TestCall.get("/"));

        assertThat(json)
                .isEqualTo("{\"object\":\"list\",\"data\":["
                        + "{\"id\":\"m\",\"object\":\"model\",\"created\":0,\"owned_by\":\"only\"},"
                        + "{\"id\":\"k\",\"object\":\"model\",\"created\":1700000000,\"owned_by\":\"owner of k\"}]}");
    }

    @Test
    void speaksAnthropicsWhenAskedWithItsVersion() throws IOException {
        ConfiguredProvider only = TestProvider.named("only").knowing("k", "l").build();
        ListModels list = new ListModels(new ProviderRegistry(List.of(only), Map.of()), catalog, ModelRegistry.EMPTY);

        String json = json(list, TestCall.get("/").header("anthropic-version", "2023-06-01"));

        assertThat(json)
                .isEqualTo("{\"data\":["
                        + "{\"type\":\"model\",\"id\":\"k\",\"display_name\":\"k\",\"created_at\":\"2023-11-14T22:13:20Z\","
                        + "\"max_input_tokens\":null,\"max_tokens\":null,\"capabilities\":null,\"line\":null},"
                        + "{\"type\":\"model\",\"id\":\"l\",\"display_name\":\"l\",\"created_at\":\"2023-11-14T22:13:20Z\","
                        + "\"max_input_tokens\":null,\"max_tokens\":null,\"capabilities\":null,\"line\":null}],"
                        + "\"has_more\":false,\"first_id\":\"k\",\"last_id\":\"l\"}");
    }

    @Test
    void givesAnEmptyListInEveryShape() throws IOException {
        ListModels none = new ListModels(new ProviderRegistry(List.of(), Map.of()), catalog, ModelRegistry.EMPTY);

        assertThat(json(none, TestCall.get("/"))).isEqualTo("{\"object\":\"list\",\"data\":[]}");
        assertThat(json(none, TestCall.get("/").header("anthropic-version", "2023-06-01")))
                .isEqualTo("{\"data\":[],\"has_more\":false,\"first_id\":null,\"last_id\":null}");
        assertThat(json(none, TestCall.get("/v1beta/models"))).isEqualTo("{\"models\":[]}");
        assertThat(json(none, TestCall.get("/api/tags"))).isEqualTo("{\"models\":[]}");
    }

    @Test
    void speaksGeminisBelowItsPathAndToWhoSendsItsKey() throws IOException {
        ConfiguredProvider only = TestProvider.named("only").knowing("k").build();
        ListModels list = new ListModels(new ProviderRegistry(List.of(only), Map.of()), catalog, ModelRegistry.EMPTY);
        String expected = "{\"models\":[{\"name\":\"models/k\",\"baseModelId\":\"k\",\"displayName\":\"k\","
                + "\"supportedGenerationMethods\":[\"generateContent\",\"streamGenerateContent\"]}]}";

        assertThat(json(list, TestCall.get("/v1beta/models"))).isEqualTo(expected);
        assertThat(json(list, TestCall.get("/v1/models").header("x-goog-api-key", "sk-1")))
                .isEqualTo(expected);
        assertThat(json(list, TestCall.get("/v1beta/models/k").variable("*", "k")))
                .startsWith("{\"name\":\"models/k\"");
    }

    @Test
    void speaksOllamasAtItsTags() throws IOException {
        ConfiguredProvider only = TestProvider.named("only").knowing("k").build();
        ListModels list = new ListModels(new ProviderRegistry(List.of(only), Map.of()), catalog, ModelRegistry.EMPTY);

        JsonNode model = JSON.readTree(json(list, TestCall.get("/api/tags")))
                .get("models")
                .get(0);

        assertThat(model.fieldNames())
                .toIterable()
                .containsExactly("name", "model", "modified_at", "size", "digest", "details");
        assertThat(model.get("name").asText()).isEqualTo("k");
        assertThat(model.get("model").asText()).isEqualTo("k");
        assertThat(model.get("modified_at").asText()).isEqualTo("2023-11-14T22:13:20Z");
        assertThat(model.get("digest").asText()).matches("[0-9a-f]{64}");
    }

    @Test
    void addsWhatPriceListsKnow() throws IOException {
        ModelFacts facts = new ModelFacts(
                ModelMode.CHAT,
                128_000,
                16_384,
                Set.of(Capability.TOOLS, Capability.VISION),
                new Prices(Map.of(
                        ServiceTier.STANDARD,
                        new RateCard(Map.of(Meter.INPUT, new BigDecimal("2.50")), new TreeMap<>(), null))));
        registry = new ModelRegistry(List.of(new PriceList(List.of(new ModelEntry("a", Set.of("test"), facts)))));

        JsonNode alias = JSON.readTree(json(list(), TestCall.get("/v1/models/x").variable("id", "zippy")));
        JsonNode model = JSON.readTree(json(list(), TestCall.get("/v1/models/x").variable("id", "a")));
        JsonNode unknown =
                JSON.readTree(json(list(), TestCall.get("/v1/models/x").variable("id", "b")));

        assertThat(model.toString())
                .isEqualTo("{\"id\":\"a\",\"object\":\"model\",\"created\":1700000000,\"owned_by\":\"owner of a\","
                        + "\"context_window\":128000,\"max_output_tokens\":16384,\"mode\":\"chat\","
                        + "\"capabilities\":[\"vision\",\"tools\"],"
                        + "\"pricing\":{\"unit\":\"usd_per_million_tokens\",\"input\":2.5}}");
        assertThat(alias.get("context_window").asInt()).isEqualTo(128_000);
        assertThat(unknown.fieldNames()).toIterable().containsExactly("id", "object", "created", "owned_by");
    }

    @Test
    void believesTheProviderMoreThanAPriceList() throws IOException {
        catalog = (loop, provider) -> Mono.just(List.of(new ModelInfo("live-1", 5, "them", "Live One", 1000, 0)));
        ModelFacts facts = new ModelFacts(null, 9, 9, Set.of(), null);
        registry = new ModelRegistry(List.of(new PriceList(List.of(new ModelEntry("live-1", Set.of(), facts)))));

        JsonNode model = JSON.readTree(json(
                list(), TestCall.get("/v1/models/x").variable("id", "live-1").header("anthropic-version", "1")));

        assertThat(model.get("display_name").asText()).isEqualTo("Live One");
        assertThat(model.get("max_input_tokens").asInt()).isEqualTo(1000);
        assertThat(model.get("max_tokens").asInt()).isEqualTo(9);
    }

    @Test
    void showsOneProviderWhenAsked() {
        assertThat(ids(TestCall.get("/").header("X-Ingate-Provider", "knowing")))
                .containsExactly("alias", "shared", "org/k");
        assertThat(ids(TestCall.get("/").header("X-Ingate-Provider", "keyless")))
                .isEmpty();
    }

    @Test
    void refusesAProviderThatIsNotConfigured() {
        Call call = TestCall.get("/")
                .header("X-Ingate-Provider", "nobody")
                .loop(LOOP)
                .caller(ANYONE)
                .build();

        assertThat(catchThrowableOfType(GatewayError.class, () -> list().apply(call))
                        .code())
                .isEqualTo("unknown_provider");
    }

    @Test
    void showsOnlyWhatTheKeyMayUse() {
        Principal byModel = TestKeys.principal("k", List.of("zip*", "knowing/*"), List.of());
        Principal byProvider = TestKeys.principal("k", List.of(), List.of("live"));

        assertThat(ids(TestCall.get("/").caller(byModel))).containsExactly("zippy", "alias", "shared", "org/k");
        assertThat(ids(TestCall.get("/").caller(byProvider))).containsExactly("live-1", "shared");
    }

    @Test
    void asksOnlyUpstreamsWhoseModelsNobodyKnows() {
        List<String> asked = new ArrayList<>();
        catalog = (loop, provider) -> {
            asked.add(provider.name());
            return Mono.just(List.of());
        };

        ids(TestCall.get("/"));

        assertThat(asked).containsExactly("live");
    }

    @Test
    void answersAtOnceWhenNobodyNeedsToBeAsked() {
        Call call = TestCall.get("/")
                .header("X-Ingate-Provider", "listing")
                .loop(LOOP)
                .caller(ANYONE)
                .build();

        assertThat(list().apply(call)).isSameAs(Mono.<Void>empty());
        assertThat(call.answer()).isNotNull();
        assertThat(call.operation()).isEqualTo(Operation.MODELS);
    }

    @Test
    void leavesOutAnUpstreamThatFailsOrIsSlow() {
        ConfiguredProvider slow = TestProvider.plain("slow");
        ConfiguredProvider broken = TestProvider.plain("broken");
        ConfiguredProvider thrower = TestProvider.plain("thrower");
        ModelCatalog mixed = (loop, provider) -> switch (provider.name()) {
            case "slow" -> Mono.never();
            case "broken" -> Mono.error(new IllegalStateException("sk-secret"));
            case "thrower" -> throw new IllegalStateException("at once");
            default -> catalog.models(loop, provider);
        };
        ListModels list = new ListModels(
                new ProviderRegistry(List.of(slow, broken, thrower, live), Map.of()),
                mixed,
                ModelRegistry.EMPTY,
                Duration.ofMillis(50));

        assertThat(ids(list, TestCall.get("/"))).containsExactly("live-1", "shared");
    }

    @Test
    void comesBackToTheCallsEventLoop() throws Exception {
        catalog = (loop, provider) -> Mono.delay(Duration.ofMillis(1)).map(tick -> List.of(new ModelInfo("m", 0, "o")));
        Call call = TestCall.get("/").loop(LOOP).caller(ANYONE).build();
        CountDownLatch done = new CountDownLatch(1);

        list().apply(call).subscribe(nothing -> {}, failure -> {}, () -> {
            if (LOOP.inEventLoop()) {
                done.countDown();
            }
        });

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "id, zippy,              zippy,          owner of a",
        "id, b,                  b,              listing",
        "id, listing%2Fb,        listing/b,      listing",
        "*,  knowing/shared,     knowing/shared, owner of shared",
        "*,  /knowing/org/k,     knowing/org/k,  owner of org/k",
        "*,  org%2Fk,            org/k,          owner of org/k",
        "id, live-1,             live-1,         them"
    })
    void findsOneModelByEveryNameThatACallMayUse(String variable, String encoded, String id, String owner)
            throws IOException {
        JsonNode model = JSON.readTree(json(list(), TestCall.get("/v1/models/x").variable(variable, encoded)));

        assertThat(model.get("id").asText()).isEqualTo(id);
        assertThat(model.get("object").asText()).isEqualTo("model");
        assertThat(model.get("owned_by").asText()).isEqualTo(owner);
    }

    @ParameterizedTest
    @CsvSource({"nothing", "hidden", "keyless/hidden", "listing/zippy", "knowing/b", "%zz", "%25s"})
    void saysThatAModelDoesNotExist(String encoded) {
        Call call = TestCall.get("/v1/models/x")
                .variable("id", encoded)
                .loop(LOOP)
                .caller(ANYONE)
                .build();

        GatewayError error = catchThrowableOfType(
                GatewayError.class, () -> list().apply(call).block(Duration.ofSeconds(10)));

        assertThat(error.status()).isEqualTo(404);
        assertThat(error.code()).isEqualTo("model_not_found");
        assertThat(error.param()).isEqualTo("model");
        assertThat(error.text()).endsWith("' does not exist");
    }

    @Test
    void hidesAModelThatTheKeyMayNotUse() {
        Call call = TestCall.get("/v1/models/b")
                .variable("id", "b")
                .loop(LOOP)
                .caller(TestKeys.principal("k", List.of("a"), List.of()))
                .build();

        GatewayError error = catchThrowableOfType(
                GatewayError.class, () -> list().apply(call).block(Duration.ofSeconds(10)));

        assertThat(error.code()).isEqualTo("model_not_found");
    }

    private ListModels list() {
        return new ListModels(
                new ProviderRegistry(List.of(listing, knowing, live, keyless), aliases), catalog, registry);
    }

    private List<String> ids(TestCall test) {
        return ids(list(), test);
    }

    private static List<String> ids(ListModels list, TestCall test) {
        try {
            return JSON.readTree(json(list, test)).get("data").findValuesAsText("id");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String json(ListModels list, TestCall test) throws IOException {
        Call built = test.loop(LOOP).build();
        Call call = new Call(
                built.id(),
                LOOP,
                built.request(),
                built.body(),
                ErrorDialects.of(built.request().path(), built.request().headers()),
                built.clock());
        Principal caller = built.principal();
        call.authenticatedAs(caller == null ? ANYONE : caller);
        list.apply(call).block(Duration.ofSeconds(10));
        Answer answer = call.answer();
        assertThat(answer).isNotNull();
        assertThat(answer.status()).isEqualTo(200);
        StringBuilder text = new StringBuilder();
        for (ByteBuf bytes : Flux.from(answer.body()).toIterable()) {
            text.append(bytes.toString(StandardCharsets.UTF_8));
            bytes.release();
        }
        return text.toString();
    }
}
