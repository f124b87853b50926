package dev.caravan.processors.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.metering.TextTokens;
import dev.caravan.processors.metering.TokenEstimate;
import dev.caravan.processors.metering.TokenEstimator;
import dev.caravan.processors.pricing.Costs;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.request.TestCall;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.Targets;
import dev.caravan.processors.routing.TestProvider;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class LimitTargetTest {

    private static final TextTokens TOKENS = new TextTokens();

    private static final TokenEstimator ESTIMATOR =
            new TokenEstimator(new Workers(Schedulers.immediate()), TOKENS, new Costs(ModelRegistry.EMPTY), 1000);
    private static final RateLimit ONE = new RateLimit(1, 0, 0);
    private static final RateLimit ONE_AT_A_TIME = new RateLimit(0, 0, 1);

    private final Target large = new Target(TestProvider.plain("openai"), "gpt-4o");
    private final Target small = new Target(TestProvider.plain("openai"), "gpt-4o-mini");
    private final Target other = new Target(TestProvider.plain("anthropic"), "claude");
    private final MemoryLimits limits = new MemoryLimits(new ManualTime());

    @Test
    void withoutLimitsNothingIsAskedOrWaitedFor() {
        LimitTarget step = new LimitTarget(
                (claims, loop) -> {
                    throw new IllegalStateException("asked");
                },
                LimitRules.NONE,
                ESTIMATOR);

        assertThat(step.apply(TestCall.post("/v1/chat/completions").build())).isSameAs(Mono.<Void>empty());
    }

    @Test
    void aModelsLimitIsThatOfOneProvidersModel() {
        LimitTarget step = models(Map.of("openai/gpt-4o", ONE));

        assertThat(run(step, call(large))).isNull();
        assertThat(run(step, call(large)))
                .hasMessage("Rate limit reached for model 'openai/gpt-4o': 1 request per minute. Please try again in"
                        + " 1m0s.");
        assertThat(run(step, call(small))).isNull();
        assertThat(run(step, call(new Target(TestProvider.plain("azure"), "gpt-4o"))))
                .isNull();
    }

    @Test
    void aProvidersLimitHoldsForAllItsModelsAndForCallsWithoutOne() {
        LimitTarget step = providers(Map.of("openai", new RateLimit(3, 0, 0)));

        assertThat(run(step, call(large))).isNull();
        assertThat(run(step, call(small))).isNull();
        assertThat(run(step, call(new Target(TestProvider.plain("openai"), null))))
                .isNull();
        assertThat(run(step, call(small)))
                .hasMessageStartingWith("Rate limit reached for provider 'openai': 3 requests");
        assertThat(run(step, call(other))).isNull();
    }

    @Test
    void aTargetWithoutAPlaceIsPassedOver() {
        LimitTarget step = models(Map.of("openai/gpt-4o", ONE));
        run(step, call(large));
        Call call = call(large, other, small);

        assertThat(run(step, call)).isNull();

        assertThat(call.targets()).isNotNull();
        assertThat(call.targets().inOrder()).containsExactly(other, small);
        assertThat(call.target()).isEqualTo(other);
    }

    @Test
    void whenNoTargetHasAPlaceTheSoonestIsTold() {
        LimitTarget step = models(
                Map.of("openai/gpt-4o", ONE, "anthropic/claude", new RateLimit(2, 0, 0), "openai/gpt-4o-mini", ONE));
        run(step, call(large));
        run(step, call(other));
        run(step, call(other));
        run(step, call(small));

        GatewayError error = run(step, call(large, other, small));

        assertThat(error).isNotNull();
        assertThat(error.status()).isEqualTo(429);
        assertThat(error.text()).contains("'anthropic/claude'");
        assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void theFirstAttemptHasItsPlaceAlreadyAndEachFurtherOneTakesOne() {
        LimitTarget step = models(Map.of("openai/gpt-4o", new RateLimit(2, 0, 0), "anthropic/claude", ONE));
        Call call = call(large, other);
        run(step, call);

        assertThat(admits(call, large)).isTrue();
        assertThat(admits(call, other)).isTrue();
        assertThat(admits(call, large)).isTrue();
        assertThat(admits(call, other)).isFalse();
        assertThat(admits(call, large)).isFalse();
        assertThat(admits(call, small)).isTrue();
    }

    @Test
    void aFurtherAttemptLeavesThePlaceOfTheOneBefore() {
        LimitTarget step = models(Map.of("openai/gpt-4o", ONE_AT_A_TIME, "anthropic/claude", ONE_AT_A_TIME));
        Call call = call(large, other);
        run(step, call);
        assertThat(run(step, call(large))).isNotNull();

        assertThat(admits(call, large)).isTrue();
        assertThat(admits(call, other)).isTrue();

        assertThat(run(step, call(large))).isNull();
        assertThat(run(step, call(other))).isNotNull();
        call.end();
        assertThat(run(step, call(other))).isNull();
    }

    @Test
    void aPlaceThatComesAfterTheCallsEndIsGivenBackAtOnce() {
        LimitTarget step = providers(Map.of("openai", ONE_AT_A_TIME));
        Call call = call(large);
        call.end();

        run(step, call);

        assertThat(limits.isIdle()).isTrue();
    }

    @Test
    void aTargetWithoutTokensIsPassedOverAndWhatAnAttemptDidNotUseComesBack() {
        RateLimit tokens = new RateLimit(0, 0, 0, 1000);
        LimitTarget step = models(Map.of("openai/gpt-4o", tokens, "anthropic/claude", tokens));
        Call first = reading(call(large, other), 800);
        Call second = reading(call(large, other), 800);
        run(step, first);
        run(step, second);
        assertThat(second.target()).isEqualTo(other);

        assertThat(admits(first, large)).isTrue();
        assertThat(admits(first, other)).isFalse();

        assertThat(run(step, reading(call(large), 800))).isNull();
        assertThat(run(step, reading(call(other), 800)))
                .hasMessageStartingWith("Rate limit reached for model 'anthropic/claude': 1000 tokens per minute");
        assertThat(run(step, reading(call(large), 1001)))
                .hasMessageStartingWith("Request too large for model 'openai/gpt-4o'");
        assertThat(first.tokenStanding()).isNotNull();
    }

    @Test
    void callsWithoutTokensHaveTheirPlaceOnly() {
        LimitTarget step = providers(Map.of("openai", new RateLimit(1, 0, 0, 10)));
        Call call = call(large);
        call.asks(Operation.MODELS);

        assertThat(run(step, call)).isNull();
        assertThat(call.tokenStanding()).isNull();
        assertThat(call.limitStanding()).isNotNull();
    }

    @Test
    void theTightestOfAllStepsIsTold() {
        Call call = call(large);
        call.limitStands(new Standing(1000, 7, 0));

        run(models(Map.of("openai/gpt-4o", new RateLimit(100, 0, 0))), call);
        assertThat(call.limitStanding()).isEqualTo(new Standing(1000, 7, 0));

        run(models(Map.of("openai/gpt-4o", new RateLimit(5, 0, 0))), call);
        assertThat(call.limitStanding()).isNotNull();
        assertThat(call.limitStanding().limit()).isEqualTo(5);
    }

    private LimitTarget models(Map<String, RateLimit> models) {
        return new LimitTarget(limits, new LimitRules(RateLimit.NONE, Map.of(), models, Map.of()), ESTIMATOR);
    }

    private LimitTarget providers(Map<String, RateLimit> providers) {
        return new LimitTarget(limits, new LimitRules(RateLimit.NONE, Map.of(), Map.of(), providers), ESTIMATOR);
    }

    private static Call call(Target... targets) {
        Call call = TestCall.post("/v1/chat/completions").build();
        call.offeredTo(new Targets(List.of(targets), 0, Duration.ZERO));
        return call;
    }

    private static Call reading(Call call, long tokens) {
        call.asks(Operation.CHAT_COMPLETIONS, new JsonBody(Unpooled.EMPTY_BUFFER, "smart", -1, -1, false, null));
        call.spending().estimatedAs(new TokenEstimate(0, tokens));
        return call;
    }

    private static @Nullable GatewayError run(LimitTarget step, Call call) {
        return catchThrowableOfType(GatewayError.class, () -> step.apply(call).block());
    }

    private static boolean admits(Call call, Target target) {
        TargetGate gate = call.targetGate();
        assertThat(gate).isNotNull();
        return Boolean.TRUE.equals(gate.admits(target).block());
    }
}
