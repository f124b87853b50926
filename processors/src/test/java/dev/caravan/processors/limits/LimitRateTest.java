package dev.caravan.processors.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.endpoints.Project;
import dev.caravan.processors.request.TestCall;
import dev.caravan.processors.sessions.SessionRules;
import dev.caravan.spi.GatewayError;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class LimitRateTest {

    private static final RateLimit ONE = new RateLimit(1, 0, 0);

    private final MemoryLimits limits = new MemoryLimits(new ManualTime());

    @Test
    void withoutLimitsNothingIsAskedOrWaitedFor() {
        LimitRate step = new LimitRate(
                (claims, loop) -> {
                    throw new IllegalStateException("asked");
                },
                LimitRules.NONE);

        assertThat(step.apply(call("web", "shop", RateLimit.NONE, "u"))).isSameAs(Mono.<Void>empty());
    }

    @Test
    void aKeysLimitIsNamedWithTheTimeToWait() {
        LimitRate step = new LimitRate(limits, LimitRules.NONE);
        RateLimit limit = new RateLimit(2, 0, 0);
        Call refused = call("web", null, limit, null);
        assertThat(run(step, call("web", null, limit, null))).isNull();
        assertThat(run(step, call("web", null, limit, null))).isNull();

        GatewayError error = run(step, refused);

        assertThat(error).isNotNull();
        assertThat(error.status()).isEqualTo(429);
        assertThat(error.code()).isEqualTo("rate_limit_exceeded");
        assertThat(error.text())
                .isEqualTo("Rate limit reached for key 'web': 2 requests per minute. Please try again in 30s.");
        assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(30));
        assertThat(refused.limitStanding()).isNotNull();
        assertThat(refused.limitStanding().remaining()).isZero();
    }

    @Test
    void aProjectsLimitHoldsForAllItsKeys() {
        LimitRate step = new LimitRate(limits, new LimitRules(RateLimit.NONE, Map.of("shop", ONE), Map.of(), Map.of()));

        assertThat(run(step, call("a", "shop", RateLimit.NONE, null))).isNull();
        assertThat(run(step, call("b", "shop", RateLimit.NONE, null)))
                .hasMessageStartingWith("Rate limit reached for project 'shop': 1 request per minute.");
        assertThat(run(step, call("c", "blog", RateLimit.NONE, null))).isNull();
        assertThat(run(step, call("d", null, RateLimit.NONE, null))).isNull();
    }

    @Test
    void aProjectsLimitHoldsForWhoeverCallsItsEndpoints() {
        LimitRate step = new LimitRate(limits, new LimitRules(RateLimit.NONE, Map.of("shop", ONE), Map.of(), Map.of()));
        Call first = call("ops", null, RateLimit.NONE, null);
        Call second = call("a", "shop", RateLimit.NONE, null);
        List.of(first, second)
                .forEach(call -> call.enters(
                        new Project("id", "shop", Project.GATEWAY, List.of(), SessionRules.DEFAULT, Map.of())));

        assertThat(run(step, first)).isNull();
        assertThat(run(step, second)).hasMessageStartingWith("Rate limit reached for project 'shop'");
    }

    @Test
    void eachUserHasItsOwnLimitWithinTheProjectOrElseTheKey() {
        LimitRate step = new LimitRate(limits, new LimitRules(ONE, Map.of(), Map.of(), Map.of()));

        assertThat(run(step, call("a", "shop", RateLimit.NONE, "ann"))).isNull();
        assertThat(run(step, call("b", "shop", RateLimit.NONE, "ann")))
                .hasMessageStartingWith("Rate limit reached for this user: 1 request per minute.");
        assertThat(run(step, call("a", "shop", RateLimit.NONE, "bob"))).isNull();
        assertThat(run(step, call("a", "blog", RateLimit.NONE, "ann"))).isNull();
        assertThat(run(step, call("a", null, RateLimit.NONE, "ann"))).isNull();
        assertThat(run(step, call("b", null, RateLimit.NONE, "ann"))).isNull();
        assertThat(run(step, call("b", null, RateLimit.NONE, "ann"))).isNotNull();
    }

    @Test
    void aCallThatNamesNoUserHasNoUsersLimit() {
        LimitRate step = new LimitRate(limits, new LimitRules(ONE, Map.of(), Map.of(), Map.of()));

        assertThat(run(step, call("a", null, RateLimit.NONE, null))).isNull();
        assertThat(run(step, call("a", null, RateLimit.NONE, ""))).isNull();
        assertThat(run(step, call("a", null, RateLimit.NONE, ""))).isNull();
    }

    @Test
    void longNamesOfUsersAreToldApart() {
        LimitRate step = new LimitRate(limits, new LimitRules(ONE, Map.of(), Map.of(), Map.of()));
        String name = "u".repeat(5000);

        assertThat(run(step, call("a", null, RateLimit.NONE, name + "1"))).isNull();
        assertThat(run(step, call("a", null, RateLimit.NONE, name + "2"))).isNull();
        assertThat(run(step, call("a", null, RateLimit.NONE, name + "1"))).isNotNull();
    }

    @Test
    void aPlaceIsHeldUntilTheCallEndsAndIsGivenBackOnce() {
        LimitRate step = new LimitRate(limits, LimitRules.NONE);
        RateLimit limit = new RateLimit(0, 0, 2);
        Call first = call("web", null, limit, null);
        Call second = call("web", null, limit, null);
        run(step, first);
        run(step, second);

        assertThat(run(step, call("web", null, limit, null)))
                .hasMessage("Rate limit reached for key 'web': 2 concurrent requests. Please try again when one of them"
                        + " has ended.");
        first.end();
        first.end();
        assertThat(run(step, call("web", null, limit, null))).isNull();
        assertThat(run(step, call("web", null, limit, null))).isNotNull();
    }

    @Test
    void aRefusedCallHoldsNothing() {
        LimitRate step = new LimitRate(limits, new LimitRules(RateLimit.NONE, Map.of("shop", ONE), Map.of(), Map.of()));
        RateLimit limit = new RateLimit(0, 0, 5);
        Call first = call("web", "shop", limit, null);
        run(step, first);
        for (int i = 0; i < 9; i++) {
            assertThat(run(step, call("web", "shop", limit, null))).hasMessageContaining("project 'shop'");
        }

        first.end();

        assertThat(limits.isIdle()).isTrue();
    }

    private static Call call(String key, @Nullable String project, RateLimit limit, @Nullable String user) {
        TestCall call = TestCall.post("/v1/chat/completions")
                .caller(Principal.named(key, Role.MEMBER, Set.of(Scope.CHAT))
                        .project(project)
                        .limit(limit)
                        .build());
        if (user != null) {
            call.header("X-Ingate-User-Id", user);
        }
        return call.build();
    }

    /** The refusal, or null when the call passes. */
    private static @Nullable GatewayError run(LimitRate step, Call call) {
        return catchThrowableOfType(GatewayError.class, () -> step.apply(call).block());
    }
}
