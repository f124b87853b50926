package dev.caravan.processors.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.metering.TextTokens;
import dev.caravan.processors.metering.TokenEstimate;
import dev.caravan.processors.metering.TokenEstimator;
import dev.caravan.processors.pricing.Costs;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.request.TestCall;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import dev.caravan.spi.chat.Usage;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class LimitTokensTest {

    private static final TextTokens TOKENS = new TextTokens();

    private static final RateLimit THOUSAND = new RateLimit(0, 0, 0, 1000);

    private final ManualTime time = new ManualTime();
    private final MemoryLimits limits = new MemoryLimits(time);
    private final TokenEstimator estimator =
            new TokenEstimator(new Workers(Schedulers.immediate()), TOKENS, new Costs(ModelRegistry.EMPTY), 1000);

    @Test
    void withoutLimitsOfTokensNothingIsAskedOrWaitedFor() {
        LimitTokens step = new LimitTokens(
                (claims, loop) -> {
                    throw new IllegalStateException("asked");
                },
                new LimitRules(new RateLimit(1, 1, 1), Map.of(), Map.of(), Map.of()),
                estimator);

        assertThat(step.apply(call(new RateLimit(1, 1, 1), 100))).isSameAs(Mono.<Void>empty());
    }

    @Test
    void aKeysLimitIsNamedWithWhatTheCallWantsAndTheTimeToWait() {
        assertThat(run(call(THOUSAND, 700))).isNull();
        Call refused = call(THOUSAND, 600);

        GatewayError error = run(refused);

        assertThat(error).isNotNull();
        assertThat(error.status()).isEqualTo(429);
        assertThat(error.code()).isEqualTo("token_rate_limit_exceeded");
        assertThat(error.text())
                .isEqualTo("Rate limit reached for key 'web': 1000 tokens per minute, and this request may use 600."
                        + " Please try again in 18s.");
        assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(18));
        assertThat(refused.tokenStanding()).isNotNull();
        assertThat(refused.tokenStanding().remaining()).isEqualTo(300);
        assertThat(refused.limitStanding()).isNull();
    }

    @Test
    void aCallThatCanNeverPassIsToldSo() {
        GatewayError error = run(call(THOUSAND, 1001));

        assertThat(error).isNotNull();
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.code()).isEqualTo("request_too_large_for_limit");
        assertThat(error.text()).contains("key 'web'", "1001 tokens", "1000 tokens per minute");
        assertThat(error.retryAfter()).isNull();
    }

    @Test
    void whatTheUpstreamToldCountsInTheEnd() {
        Call call = call(THOUSAND, 900);
        run(call);

        call.answerWith(Answer.text(200, "ok"));
        call.spending().used(Usage.of(100, 250));
        call.end();

        assertThat(left()).isEqualTo(650);
    }

    @Test
    void moreThanEstimatedIsTakenToo() {
        Call call = call(THOUSAND, 100);
        run(call);

        call.answerWith(Answer.text(200, "ok"));
        call.spending().used(Usage.of(300, 500));
        call.end();

        assertThat(left()).isEqualTo(200);
    }

    @Test
    void theEstimateStandsInForWhatIsNotTold() {
        Call silent = call(THOUSAND, 400);
        run(silent);
        silent.answerWith(Answer.text(200, "ok"));
        silent.end();
        assertThat(left()).isEqualTo(600);

        Call partly = call(THOUSAND, 500);
        run(partly);
        partly.answerWith(Answer.text(200, "ok"));
        partly.spending().used(Usage.of(40, Usage.UNKNOWN));
        partly.end();
        assertThat(left()).isEqualTo(600 - 40 - 400);
    }

    @Test
    void aCallThatNobodyAnsweredGivesAllBack() {
        Call unanswered = call(THOUSAND, 900);
        run(unanswered);
        unanswered.end();
        assertThat(left()).isEqualTo(1000);

        Call failed = call(THOUSAND, 900);
        run(failed);
        failed.answerWith(Answer.text(503, "overloaded"));
        failed.end();
        assertThat(left()).isEqualTo(1000);
    }

    @Test
    void aCallWhoseBodyIsNotReadPaysAfterwards() {
        Call call = caller(THOUSAND);
        call.asks(Operation.PASSTHROUGH);
        run(call);

        call.answerWith(Answer.text(200, "ok"));
        call.spending().used(Usage.of(300, 400));
        call.end();

        assertThat(left()).isEqualTo(300);
    }

    @Test
    void aCallThatUsesNoTokensClaimsNone() {
        Call call = caller(THOUSAND);
        call.asks(Operation.COUNT_TOKENS, body());

        assertThat(run(call)).isNull();
        assertThat(call.tokenStanding()).isNull();
    }

    /** What is left of the key's minute, seen by a call that takes nothing for good. */
    private long left() {
        Call call = call(THOUSAND, 1);
        run(call);
        Standing standing = call.tokenStanding();
        call.end();
        assertThat(standing).isNotNull();
        return standing.remaining() + 1;
    }

    /** A call that will use so many tokens, a fifth of them for its request. */
    private static Call call(RateLimit limit, long tokens) {
        Call call = caller(limit);
        call.asks(Operation.CHAT_COMPLETIONS, body());
        call.spending().estimatedAs(new TokenEstimate(tokens / 5, tokens - tokens / 5));
        return call;
    }

    private static Call caller(RateLimit limit) {
        return TestCall.post("/v1/chat/completions")
                .caller(Principal.named("web", Role.MEMBER, Set.of(Scope.CHAT))
                        .limit(limit)
                        .build())
                .build();
    }

    private static JsonBody body() {
        return new JsonBody(Unpooled.EMPTY_BUFFER, "m", -1, -1, false, null);
    }

    private @Nullable GatewayError run(Call call) {
        LimitTokens step = new LimitTokens(limits, LimitRules.NONE, estimator);
        return catchThrowableOfType(GatewayError.class, () -> step.apply(call).block());
    }
}
