package dev.caravan.processors.budgets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.metering.TextTokens;
import dev.caravan.processors.metering.TokenEstimator;
import dev.caravan.processors.pricing.Costs;
import dev.caravan.processors.pricing.Meter;
import dev.caravan.processors.pricing.ModelEntry;
import dev.caravan.processors.pricing.ModelFacts;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.pricing.PriceList;
import dev.caravan.processors.pricing.Prices;
import dev.caravan.processors.pricing.RateCard;
import dev.caravan.processors.pricing.ServiceTier;
import dev.caravan.processors.request.TestCall;
import dev.caravan.processors.routing.FailoverPolicy;
import dev.caravan.processors.routing.ResilienceRules;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.Targets;
import dev.caravan.processors.routing.TestProvider;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import dev.caravan.spi.chat.Usage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class ReserveBudgetTest {

    private static final TextTokens TOKENS = new TextTokens();

    private static final RateCard PRIORITY =
            new RateCard(Map.of(Meter.INPUT, usd("3"), Meter.OUTPUT, usd("4")), new TreeMap<>(), null);

    /** A million tokens of input cost one USD, of output two; those of the dear model ten times as much. */
    private static final ModelRegistry MODELS = new ModelRegistry(List.of(new PriceList(List.of(
            entry("cheap", Map.of(Meter.INPUT, usd("1"), Meter.OUTPUT, usd("2"))),
            entry("dear", Map.of(Meter.INPUT, usd("10"), Meter.OUTPUT, usd("20"))),
            entry("painter", Map.of(Meter.IMAGE, usd("0.04")))))));

    private final ManualClock clock = new ManualClock("2026-01-31T12:00:00Z");
    private final SpendBook book = new SpendBook(clock);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private BudgetRules rules = BudgetRules.NONE;

    @Test
    void aCallerWithoutABudgetCostsNothing() {
        Call call = call(caller(Budget.NONE), "cheap");

        assertThat(step().apply(call)).isSameAs(Mono.<Void>empty());
        assertThat(call.spending().estimate()).isNull();
    }

    @Test
    void theDearestTargetIsReservedAndTheServingOneIsPaid() {
        Call call = call(caller(perDay("1")), "cheap", "dear");

        reserve(call);

        // 2 tokens × 10 and 1,000 tokens × 20, for a million
        assertThat(reserved()).isEqualByComparingTo("0.02002");
        call.servedBy(new Target(TestProvider.plain("p"), "cheap"));
        call.spending().used(Usage.of(2, 500));
        call.end();
        assertThat(reserved()).isZero();
        assertThat(spent()).isEqualByComparingTo("0.001002");
        assertThat(call.spending().cost()).isEqualByComparingTo("0.001002");
    }

    @Test
    void whoIsAskedInsteadIsReservedTooWhereItIsDearer() {
        for (boolean isForLongOnes : List.of(true, false)) {
            Call call = call(caller(perDay("1")), "cheap");
            List<Target> dear = List.of(new Target(TestProvider.plain("p"), "dear"));
            call.offeredTo(new Targets(
                    List.of(new Target(TestProvider.plain("p"), "cheap")),
                    new FailoverPolicy(
                            0,
                            Duration.ZERO,
                            isForLongOnes ? dear : List.of(),
                            isForLongOnes ? List.of() : dear,
                            ResilienceRules.DEFAULT)));

            reserve(call);

            assertThat(reserved()).isEqualByComparingTo("0.02002");
            call.end();
        }
    }

    @Test
    void aCallThatUsedNothingCostsNothing() {
        Call call = call(caller(perDay("1")), "cheap");

        reserve(call);
        call.end();

        assertThat(spent()).isZero();
        assertThat(reserved()).isZero();
        assertThat(call.spending().cost()).isNull();
    }

    @Test
    void aBudgetThatIsUsedUpSaysWhoseItIsAndWhenItIsRenewed() {
        Call first = call(caller(perDay("0.003")), "cheap");
        reserve(first);
        first.spending().used(Usage.of(2, 1000));
        first.end();

        GatewayError error = refusal(call(caller(perDay("0.003")), "cheap"));

        assertThat(error.status()).isEqualTo(422);
        assertThat(error.code()).isEqualTo("budget_exceeded");
        assertThat(error.text())
                .isEqualTo(
                        "The budget of key 'web' for this day is used up: it has 0.003 USD, of which 0.002002 are spent and"
                                + " 0 held by calls in flight, and this call may cost up to 0.002002. It is renewed at"
                                + " 2026-02-01T00:00:00Z.");
        assertThat(refused("key", "day")).isEqualTo(1);
    }

    @Test
    void whatOthersOfAProjectHaveSpentIsNotTold() {
        rules = new BudgetRules(Budget.NONE, Map.of("shop", new Budget(0, null, usd("0.001"))), false, 4096);

        GatewayError error = refusal(call(caller(Budget.NONE), "cheap"));

        assertThat(error.text())
                .contains("project 'shop'")
                .contains("for this month")
                .doesNotContain("spent");
    }

    @Test
    void usersHaveBudgetsOfTheirOwn() {
        rules = new BudgetRules(perDay("0.003"), Map.of(), false, 4096);
        Principal caller = caller(Budget.NONE);

        reserve(callOf(caller, "ann"));

        assertThat(refusal(callOf(caller, "ann")).text()).contains("The budget of this user");
        reserve(callOf(caller, "bob"));
        assertThat(book.lines()).extracting(line -> line.key().name()).contains("project\nshop\nann");
    }

    @Test
    void aRequestOfTooManyTokensIsRefused() {
        GatewayError error = refusal(call(caller(new Budget(1001, null, null)), "unknown"));

        assertThat(error.status()).isEqualTo(422);
        assertThat(error.code()).isEqualTo("token_cap_exceeded");
        assertThat(error.text()).contains("may use 1002 tokens").contains("key 'web' may use 1001");
        reserve(call(caller(new Budget(1002, null, null)), "unknown"));
        assertThat(refused("key", "request")).isEqualTo(1);
    }

    @Test
    void aModelWithoutAPriceIsRefusedUnlessItIsFree() {
        GatewayError error = refusal(call(caller(perDay("1")), "cheap", "secret"));

        assertThat(error.status()).isEqualTo(422);
        assertThat(error.code()).isEqualTo("price_unknown");
        assertThat(error.text()).contains("model 'secret' of provider 'p'").contains("unknown-price");

        rules = new BudgetRules(Budget.NONE, Map.of(), true, 4096);
        Call free = call(caller(perDay("1")), "secret");
        reserve(free);
        free.spending().used(Usage.of(10, 10));
        free.end();
        assertThat(spent()).isZero();
    }

    @Test
    void imagesThatAreChargedOneByOneAreReservedAndPaidSo() {
        Call call = TestCall.post("/").caller(caller(perDay("1"))).build();
        call.asks(Operation.IMAGE_GENERATIONS, body("{\"prompt\":\"a cat\",\"n\":3}"));
        call.offeredTo(Targets.only(new Target(TestProvider.plain("p"), "painter")));

        reserve(call);

        assertThat(reserved()).isEqualByComparingTo("0.12");
        call.spending().used(Usage.of(2, 0));
        call.end();
        assertThat(spent()).isEqualByComparingTo("0.12");
    }

    @Test
    void aCallThatWantsToBeServedAtOnceIsReservedAtThatPrice() {
        Call call = TestCall.post("/").caller(caller(perDay("1"))).build();
        call.asks(
                Operation.RESPONSES,
                body("{\"input\":\"Hello world\",\"max_output_tokens\":1000,\"service_tier\":\"priority\"}"));
        call.offeredTo(Targets.only(new Target(TestProvider.plain("p"), "cheap")));

        reserve(call);

        // 2 tokens × 3 and 1,000 tokens × 4, for a million
        assertThat(reserved()).isEqualByComparingTo("0.004006");
    }

    @Test
    void aCallThatNamesNoModelIsToldToNameOne() {
        GatewayError error = refusal(withoutModel(Operation.IMAGE_GENERATIONS, "{\"prompt\":\"a cat\"}"));

        assertThat(error.status()).isEqualTo(422);
        assertThat(error.code()).isEqualTo("price_unknown");
        assertThat(error.text())
                .contains("names no model")
                .contains("key 'web'")
                .contains("Name a model")
                .doesNotContain("null");
        assertThat(refused("key", "price")).isEqualTo(1);
    }

    @Test
    void aModerationThatNamesNoModelIsFree() {
        Call call = withoutModel(Operation.MODERATIONS, "{\"input\":\"Hello world\"}");

        reserve(call);

        assertThat(reserved()).isZero();
        call.end();
        assertThat(spent()).isZero();
    }

    private static Call withoutModel(Operation operation, String body) {
        Call call = TestCall.post("/").caller(caller(perDay("1"))).build();
        call.asks(operation, body(body));
        call.offeredTo(Targets.only(new Target(TestProvider.plain("p"), null)));
        return call;
    }

    private ReserveBudget step() {
        Costs costs = new Costs(MODELS);
        TokenEstimator estimator = new TokenEstimator(new Workers(Schedulers.immediate()), TOKENS, costs, 4096);
        return new ReserveBudget(rules, estimator, costs, book, metrics);
    }

    private void reserve(Call call) {
        step().apply(call).block();
    }

    private GatewayError refusal(Call call) {
        return catchThrowableOfType(GatewayError.class, () -> reserve(call));
    }

    private double refused(String kind, String period) {
        return metrics.get("caravan.budget.refused")
                .tag("kind", kind)
                .tag("period", period)
                .counter()
                .count();
    }

    private BigDecimal spent() {
        return book.lines().stream().map(SpendBook.Line::spent).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private BigDecimal reserved() {
        return book.lines().stream().map(SpendBook.Line::reserved).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static Principal caller(Budget budget) {
        return Principal.named("web", Role.MEMBER, Set.of(Scope.CHAT))
                .project("shop")
                .budget(budget)
                .build();
    }

    private static Budget perDay(String usd) {
        return new Budget(0, usd(usd), null);
    }

    private static Call call(Principal caller, String... models) {
        return asked(TestCall.post("/").caller(caller).build(), models);
    }

    private static Call callOf(Principal caller, String user) {
        return asked(
                TestCall.post("/")
                        .caller(caller)
                        .header("x-ingate-user-id", user)
                        .build(),
                "cheap");
    }

    /** Two tokens, and a thousand for the answer. */
    private static Call asked(Call call, String... models) {
        call.asks(Operation.RESPONSES, body("{\"input\":\"Hello world\",\"max_output_tokens\":1000}"));
        call.offeredTo(new Targets(
                List.of(models).stream()
                        .map(model -> new Target(TestProvider.plain("p"), model))
                        .toList(),
                0,
                Duration.ZERO));
        return call;
    }

    private static JsonBody body(String json) {
        return new JsonBody(Unpooled.copiedBuffer(json, StandardCharsets.UTF_8), null, -1, -1, false, null);
    }

    private static ModelEntry entry(String name, Map<Meter, BigDecimal> rates) {
        Prices prices = new Prices(Map.of(
                ServiceTier.STANDARD, new RateCard(rates, new TreeMap<>(), null), ServiceTier.PRIORITY, PRIORITY));
        return new ModelEntry(name, Set.of(), new ModelFacts(null, 0, 0, Set.of(), prices));
    }

    private static BigDecimal usd(String text) {
        return new BigDecimal(text);
    }
}
