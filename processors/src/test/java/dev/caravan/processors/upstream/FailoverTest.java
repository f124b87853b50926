package dev.caravan.processors.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.request.TestCall;
import dev.caravan.processors.routing.Alias;
import dev.caravan.processors.routing.FailoverPolicy;
import dev.caravan.processors.routing.FailureClass;
import dev.caravan.processors.routing.ResilienceRules;
import dev.caravan.processors.routing.Strategy;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.TargetBreaker;
import dev.caravan.processors.routing.TargetHealth;
import dev.caravan.processors.routing.Targets;
import dev.caravan.processors.routing.TestProvider;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class FailoverTest {

    private final Target first = new Target(TestProvider.plain("first"), "m");
    private final Target second = new Target(TestProvider.plain("second"), "n");
    private final TargetHealth health = new TargetHealth();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final AttemptCounts counts = new AttemptCounts(metrics);
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final Failover failover = new Failover(health, counts, loop -> time, () -> 0.5);
    private final Call call = TestCall.post("/v1/chat/completions").build();
    private final List<String> tried = new ArrayList<>();
    private final List<Boolean> reading = new ArrayList<>();
    private @Nullable Attempt attempt;
    private final Deque<Supplier<Mono<Answer>>> script = new ArrayDeque<>();

    @AfterEach
    void stopTime() {
        time.dispose();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 402, 403, 408, 429, 500, 502, 503, 504, 529})
    void theNextTargetIsAskedAfterAProvidersFailure(int status) {
        script.add(() -> answer(status));
        script.add(() -> answer(200));

        run(both()).block();

        assertThat(tried).containsExactly("first", "second");
        assertThat(call.answer()).isNotNull();
        assertThat(call.answer().status()).isEqualTo(200);
        assertThat(call.answer().headers().get("x-ingate-attempts"))
                .matches("first/m \\(" + status + ", \\d+ ms\\), second/n");
        assertThat(call.target()).isEqualTo(second);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 409, 413, 422})
    void anErrorOfTheClientsIsPassedOnAsItIs(int status) {
        script.add(() -> answer(status));

        run(both()).block();

        assertThat(tried).containsExactly("first");
        assertThat(call.answer()).isNotNull();
        assertThat(call.answer().status()).isEqualTo(status);
    }

    @Test
    void aRequestThatCannotBeSentIsTheClientsError() {
        script.add(() -> Mono.error(GatewayError.badRequest("unsupported_image", "No images.")));

        GatewayError error =
                catchThrowableOfType(GatewayError.class, () -> run(both()).block());

        assertThat(error.status()).isEqualTo(400);
        assertThat(tried).containsExactly("first");
    }

    @Test
    void aTargetThatCannotBeReachedIsPassedOver() {
        script.add(() -> Mono.error(GatewayError.of(502, "provider_unreachable", "x")));
        script.add(() -> answer(200));

        run(both()).block();

        assertThat(tried).containsExactly("first", "second");
    }

    @Test
    void whenAllHaveFailedEachAttemptIsNamed() {
        script.add(() -> answer(503));
        script.add(() -> Mono.error(GatewayError.of(504, "provider_timeout", "secret detail")));

        GatewayError error =
                catchThrowableOfType(GatewayError.class, () -> run(both()).block());

        assertThat(error.status()).isEqualTo(502);
        assertThat(error.text())
                .matches("Provider error after failover: first/m \\(503, \\d+ ms\\),"
                        + " second/n \\(provider_timeout, \\d+ ms\\)\\.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "event: error\ndata: {\"type\":\"error\"}\n\n",
                "data: {\"error\":{\"message\":\"overloaded\"}}\n\n",
                "{\"error\":\"no\"}\n"
            })
    void aStreamThatBeginsWithAnErrorHasNotBegun(String start) {
        script.add(() -> stream(start.isEmpty() ? Flux.empty() : Flux.just(bytes(start))));
        script.add(() -> stream(Flux.just(bytes("data: {\"choices\":[]}\n\n"), bytes("data: [DONE]\n\n"))));

        run(both()).block();

        assertThat(tried).containsExactly("first", "second");
        assertThat(text(call)).isEqualTo("data: {\"choices\":[]}\n\ndata: [DONE]\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>Please log in</html>", "", "  \n"})
    void whatIsNoAnswerIsAFailure(String page) {
        call.asks(Operation.CHAT_COMPLETIONS);
        script.add(() -> Mono.just(new Answer(
                200,
                new DefaultHttpHeaders().set("content-type", "application/json"),
                page.isEmpty() ? Flux.empty() : Flux.just(bytes(page)))));
        script.add(() -> answer(200));

        run(both()).block();

        assertThat(tried).containsExactly("first", "second");
        assertThat(text(call)).isEqualTo("{}");
    }

    @Test
    void whatIsNoStreamIsAFailure() {
        script.add(() -> stream(Flux.just(bytes("<html>Please log in</html>"))));
        script.add(() -> stream(Flux.just(bytes(": hello\n\n"))));

        run(both()).block();

        assertThat(tried).containsExactly("first", "second");
        assertThat(text(call)).isEqualTo(": hello\n\n");
    }

    @Test
    void theLastTargetsAnswerIsPassedOnWhateverItIs() {
        call.asks(Operation.CHAT_COMPLETIONS);
        script.add(() -> answer(503));
        script.add(() -> Mono.just(new Answer(
                200, new DefaultHttpHeaders().set("content-type", "text/html"), Flux.just(bytes("<html>")))));

        run(both()).block();

        assertThat(text(call)).isEqualTo("<html>");
    }

    @Test
    void aStreamThatHasBegunIsNeverTriedAgain() {
        script.add(() -> stream(Flux.concat(
                Flux.just(bytes("data: {\"choices\":[]}\n\n")), Flux.error(new IllegalStateException("broke")))));

        run(both()).block();

        assertThat(tried).containsExactly("first");
        StepVerifier.create(Flux.from(answered().body()).doOnNext(ByteBuf::release))
                .expectNextCount(1)
                .expectErrorMessage("broke")
                .verify();
    }

    @Test
    void aTargetThatWantsToRestIsLeftAlone() {
        script.add(() -> answer(429, "retry-after", "60"));
        script.add(() -> answer(200));
        script.add(() -> answer(200));

        run(both()).block();
        run(both()).block();

        assertThat(tried).containsExactly("first", "second", "second");
        assertThat(answered().headers().get("x-ingate-attempts")).startsWith("first/m (resting, 0 ms)");
    }

    @Test
    void whenAllRestTheyAreAskedNevertheless() {
        breaker(first).failed(1, FailureClass.OVERLOAD, new IllegalStateException(), Duration.ofMinutes(1));
        breaker(second).failed(1, FailureClass.OVERLOAD, new IllegalStateException(), Duration.ofMinutes(1));
        script.add(() -> answer(200));

        run(both()).block();

        assertThat(tried).containsExactly("first");
    }

    @Test
    void aTargetOpensItsBreakerAfterRepeatedFailures() {
        for (int i = 0; i < 5; i++) {
            script.add(() -> answer(500));
            script.add(() -> answer(200));
            run(both()).block();
        }
        tried.clear();
        script.add(() -> answer(200));

        run(both()).block();

        assertThat(tried).containsExactly("second");
        assertThat(breaker(first).rests()).isTrue();
    }

    @Test
    void aStreamThatBreaksOffIsAFailureToo() {
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Call one = TestCall.post("/v1/chat/completions").build();
            failover.run(one, both(), begun -> answer(200)
                            .doOnNext(one::answerWith)
                            .then())
                    .block();
            calls.add(one);
        }
        assertThat(breaker(first).rests()).isFalse();

        calls.forEach(one -> {
            one.breaksOff(GatewayError.of(502, "provider_error", "x"));
            one.end();
        });

        assertThat(breaker(first).rests()).isTrue();
    }

    @Test
    void aLimitThatCannotBeLookedAtHoldsNoPlaceAtATarget() {
        breaker(first).failed(1, FailureClass.AUTH, new IllegalStateException(), null);
        health.reconfigured(List.of(new Alias(
                List.of(new Alias.Weighted(first, 1)), Strategy.FALLBACK, FailoverPolicy.ofRetries(0, Duration.ZERO))));
        call.guardedBy(target -> Mono.error(GatewayError.of(503, "limits_unavailable", "x")));

        for (int i = 0; i < 5; i++) {
            assertThat(catchThrowableOfType(
                            GatewayError.class, () -> run(both()).block()))
                    .hasMessage("x");
        }

        assertThat(breaker(first).permits()).isTrue();
    }

    @Test
    void allAreTriedAgainAfterAPause() {
        script.add(() -> answer(503));
        script.add(() -> answer(503));
        script.add(() -> answer(200));

        StepVerifier.create(run(new Targets(List.of(first, second), 1, Duration.ofSeconds(1))))
                .expectSubscription()
                .then(() -> assertThat(tried).hasSize(2))
                .then(() -> time.advanceTimeBy(Duration.ofMillis(499)))
                .then(() -> assertThat(tried).hasSize(2))
                .then(() -> time.advanceTimeBy(Duration.ofMillis(1)))
                .verifyComplete();

        assertThat(tried).containsExactly("first", "second", "first");
    }

    @Test
    void nobodyWaitsLongerThanTenSeconds() {
        script.add(() -> answer(429, "retry-after", "11"));

        GatewayError error = catchThrowableOfType(
                GatewayError.class,
                () -> run(new Targets(List.of(first), 3, Duration.ofSeconds(1))).block());

        assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(11));
        assertThat(tried).containsExactly("first");
    }

    @Test
    void aTargetWhoseLimitIsUsedUpIsPassedOverWithoutAMark() {
        call.guardedBy(target -> Mono.just(target.equals(second)));
        script.add(() -> answer(200));

        run(both()).block();

        assertThat(tried).containsExactly("second");
        assertThat(answered().headers().get("x-ingate-attempts")).isEqualTo("first/m (limited, 0 ms), second/n");
        assertThat(breaker(first).rests()).isFalse();
    }

    @Test
    void aClientThatLeavesLeavesNoMark() {
        script.add(Mono::never);

        StepVerifier.create(run(both())).thenCancel().verify();

        assertThat(tried).containsExactly("first");
        assertThat(breaker(first).rests()).isFalse();
    }

    @Test
    void aRequestThatIsTooLongGoesToThoseWhoReadMore() {
        script.add(() -> refused(FailureClass.CONTEXT_LENGTH));
        script.add(() -> answer(200));

        run(withFallbacks()).block();

        assertThat(tried).containsExactly("first", "long");
        assertThat(answered().headers().get("x-ingate-attempts"))
                .matches("first/m \\(context-length, \\d+ ms\\), long/l");
        assertThat(breaker(first).rests()).isFalse();
    }

    @Test
    void contentsThatAreNotWantedGoToOthers() {
        script.add(() -> refused(FailureClass.CONTENT_POLICY));
        script.add(() -> answer(200));

        run(withFallbacks()).block();

        assertThat(tried).containsExactly("first", "free");
    }

    @Test
    void aFallbackThatRefusesForTheOtherReasonLeadsOn() {
        script.add(() -> refused(FailureClass.CONTEXT_LENGTH));
        script.add(() -> refused(FailureClass.CONTENT_POLICY));
        script.add(() -> answer(200));

        run(withFallbacks()).block();

        assertThat(tried).containsExactly("first", "long", "free");
    }

    @Test
    void whoIsRefusedEverywhereLearnsWhatTheLastSaid() {
        script.add(() -> refused(FailureClass.CONTEXT_LENGTH));
        script.add(() -> refused(FailureClass.CONTEXT_LENGTH));

        run(withFallbacks()).block();

        assertThat(tried).containsExactly("first", "long");
        assertThat(answered().status()).isEqualTo(400);
        assertThat(text(call)).isEqualTo("{}");
    }

    @Test
    void aFallbackThatFailsIsNamedWithTheOthers() {
        script.add(() -> refused(FailureClass.CONTEXT_LENGTH));
        script.add(() -> answer(503));

        GatewayError error = catchThrowableOfType(
                GatewayError.class, () -> run(withFallbacks()).block());

        assertThat(error.text()).matches(".*first/m \\(context-length, \\d+ ms\\), long/l \\(503, \\d+ ms\\)\\.");
        assertThat(tried).containsExactly("first", "long");
    }

    @Test
    void anyOtherErrorOfTheClientsHasNoFallback() {
        script.add(() -> refused(FailureClass.BAD_REQUEST));

        run(withFallbacks()).block();

        assertThat(tried).containsExactly("first");
        assertThat(answered().status()).isEqualTo(400);
    }

    @Test
    void errorsAreOnlyReadWhereThereIsAFallback() {
        script.add(() -> answer(503));
        script.add(() -> answer(200));
        run(both()).block();
        script.add(() -> answer(503));
        script.add(() -> answer(200));
        run(withFallbacks()).block();

        assertThat(reading).containsExactly(false, false, true, true);
    }

    @Test
    void aStreamThatBeginsWithSuchAnErrorGoesToTheFallback() {
        script.add(() -> stream(Flux.just(bytes("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":"
                + "\"invalid_request_error\",\"message\":\"prompt is too long: 9 tokens > 8 maximum\"}}\n\n"))));
        script.add(() -> answer(200));

        run(withFallbacks()).block();

        assertThat(tried).containsExactly("first", "long");
    }

    @Test
    void aRequestThatIsTooLongIsMadeShorterOnceForTheSameTarget() {
        call.reducibleBy(() -> Mono.just(true));
        script.add(() -> refused(FailureClass.CONTEXT_LENGTH));
        script.add(() -> refused(FailureClass.CONTEXT_LENGTH));

        run(both()).block();

        assertThat(tried).containsExactly("first", "first");
        assertThat(answered().status()).isEqualTo(400);
    }

    @Test
    void aRequestOfWhichNothingCanBeLeftOutIsNotSentAgain() {
        call.reducibleBy(() -> Mono.just(false));
        script.add(() -> refused(FailureClass.CONTEXT_LENGTH));

        run(both()).block();

        assertThat(tried).containsExactly("first");
        assertThat(text(call)).isEqualTo("{}");
    }

    @Test
    void aTargetThatSaysSoIsNotAskedAgainForTheSameCall() {
        script.add(() -> answer(500, "x-should-retry", "false"));
        script.add(() -> answer(500));
        script.add(() -> answer(200));

        StepVerifier.create(run(new Targets(List.of(first, second), 1, Duration.ofSeconds(1))))
                .expectSubscription()
                .then(() -> time.advanceTimeBy(Duration.ofSeconds(1)))
                .verifyComplete();

        assertThat(tried).containsExactly("first", "second", "second");
    }

    @Test
    void whenNoneIsToBeAskedAgainNobodyWaits() {
        script.add(() -> answer(500, "x-should-retry", "false"));

        GatewayError error = catchThrowableOfType(
                GatewayError.class,
                () -> run(new Targets(List.of(first), 3, Duration.ofSeconds(1))).block());

        assertThat(error.code()).isEqualTo("all_targets_failed");
        assertThat(tried).containsExactly("first");
    }

    @Test
    void anErrorThatTheProviderWantsRetriedIsNotTheClients() {
        script.add(() -> answer(409, "x-should-retry", "true"));
        script.add(() -> answer(200));

        run(both()).block();

        assertThat(tried).containsExactly("first", "second");
    }

    @Test
    void aRefusedCredentialRestsItsTargetAtOnce() {
        script.add(() -> answer(401));
        script.add(() -> answer(200));

        run(both()).block();

        assertThat(breaker(first).rests()).isTrue();
        assertThat(breaker(second).rests()).isFalse();
    }

    @Test
    void allAttemptsTogetherHaveTheTimeOfOneCall() {
        Target hurried =
                new Target(TestProvider.named("hurried").within(Duration.ZERO).build(), "m");
        script.add(() -> answer(503));

        GatewayError error = catchThrowableOfType(
                GatewayError.class, () -> run(new Targets(List.of(first, hurried), 0, Duration.ZERO))
                        .block());

        assertThat(tried).containsExactly("first");
        assertThat(error.text()).endsWith("hurried/m (no time left, 0 ms).");
    }

    @Test
    void noRetryBeginsWhenTheTimeIsOverBeforeIt() {
        script.add(() -> answer(503, "retry-after", "2"));

        GatewayError error = catchThrowableOfType(
                GatewayError.class,
                () -> run(new Targets(List.of(first), 3, Duration.ofSeconds(1))).block());

        assertThat(tried).as("the provider's time is a second").containsExactly("first");
        assertThat(error.code()).isEqualTo("all_targets_failed");
    }

    @Test
    void attemptsAreCountedByWhatCameOfThem() {
        script.add(() -> answer(429));
        script.add(() -> answer(200));

        run(both()).block();

        assertThat(counted("first", "rate-limit")).isEqualTo(1);
        assertThat(counted("second", "ok")).isEqualTo(1);
        assertThat(counted("first", "ok")).isZero();
    }

    private double counted(String provider, String outcome) {
        return metrics.get("caravan.attempts")
                .tag("provider", provider)
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private Targets withFallbacks() {
        return new Targets(
                List.of(first, second),
                new FailoverPolicy(
                        0,
                        Duration.ZERO,
                        List.of(new Target(TestProvider.plain("long"), "l")),
                        List.of(new Target(TestProvider.plain("free"), "f")),
                        ResilienceRules.DEFAULT));
    }

    /** A 400 whose body somebody has read. */
    private Mono<Answer> refused(FailureClass why) {
        return answer(400).doOnNext(unread -> running().refusedAs(why));
    }

    private Attempt running() {
        assertThat(attempt).isNotNull();
        return attempt;
    }

    private TargetBreaker breaker(Target target) {
        return health.of(target, ResilienceRules.DEFAULT);
    }

    private Targets both() {
        return new Targets(List.of(first, second), 0, Duration.ZERO);
    }

    private Mono<Void> run(Targets targets) {
        return failover.run(call, targets, begun -> {
            attempt = begun;
            reading.add(begun.readsErrors());
            tried.add(begun.target().provider().name());
            return script.remove().get().doOnNext(call::answerWith).then();
        });
    }

    private Answer answered() {
        Answer answer = call.answer();
        assertThat(answer).isNotNull();
        return answer;
    }

    private static Mono<Answer> answer(int status, String... header) {
        HttpHeaders headers = new DefaultHttpHeaders().set("content-type", "application/json");
        if (header.length > 0) {
            headers.set(header[0], header[1]);
        }
        return Mono.just(new Answer(status, headers, Flux.just(bytes("{}"))));
    }

    private static Mono<Answer> stream(Flux<ByteBuf> body) {
        return Mono.just(new Answer(200, new DefaultHttpHeaders().set("content-type", "text/event-stream"), body));
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private static String text(Call call) {
        Answer answer = call.answer();
        assertThat(answer).isNotNull();
        StringBuilder text = new StringBuilder();
        Flux.from(answer.body())
                .doOnNext(piece -> {
                    text.append(piece.toString(StandardCharsets.UTF_8));
                    piece.release();
                })
                .blockLast();
        return text.toString();
    }
}
