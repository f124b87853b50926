package dev.caravan.processors.guardrails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.request.ReadJsonRequest;
import dev.caravan.processors.request.RequestShape;
import dev.caravan.processors.request.TestCall;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.guard.Judgement;
import dev.caravan.spi.guard.Side;
import dev.caravan.spi.guard.TextJudge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class GuardInputTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final EventExecutor loop = new DefaultEventExecutor();
    private final Workers workers = new Workers(Schedulers.boundedElastic());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<CompletableFuture<Judgement>> asked = new ArrayList<>();
    private final TextJudge judge = subject -> {
        CompletableFuture<Judgement> answer = new CompletableFuture<>();
        asked.add(answer);
        return answer;
    };

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void withoutGuardrailsNothingIsWaitedForOrRemembered() {
        Call call = chat("ann@example.com");

        assertThat(guarding().apply(call)).isSameAs(Mono.empty());

        assertThat(call.isGuarded()).isFalse();
        assertThat(call.tree()).isNull();
    }

    @Test
    void aBodyInWhichNothingIsFoundStaysTheClients() {
        Call call = chat("hello");
        ByteBuf bytes = call.json().bytes();

        assertThat(guarding(Guards.redacting(TestScanner.EMAIL)).apply(call)).isSameAs(Mono.empty());

        assertThat(call.json().bytes()).isSameAs(bytes);
        assertThat(call.guardrails().results()).isEmpty();
        assertThat(call.told()).isEmpty();
    }

    @Test
    void whatIsFoundIsReplacedAndTold() {
        Call call = chat("ann@example.com and bob@example.com");

        guarding(
                        Guards.redacting(TestScanner.EMAIL),
                        Guards.named("pins", TestScanner.PIN, GuardrailAction.WARN)
                                .built(),
                        Guards.named("silent", TestScanner.of("and", "and", "[and]"), GuardrailAction.SHADOW)
                                .built())
                .apply(call);
        call.end();

        assertThat(body(call)).contains("\"content\":\"[email] and [email]\"").contains("\"model\":\"m\"");
        assertThat(call.told().get("x-ingate-guardrails")).isEqualTo("email=redact(email:2)");
        assertThat(call.guardrails().results())
                .extracting(GuardrailResult::guardrail, GuardrailResult::outcome)
                .containsExactly(tuple("email", GuardrailOutcome.REDACTED), tuple("silent", GuardrailOutcome.SHADOWED));
        assertThat(Guards.counted(registry, "redacted")).isEqualTo(1);
        assertThat(Guards.counted(registry, "shadowed")).isEqualTo(1);
    }

    @Test
    void aRefusalNamesTheGuardrailAndNothingOfTheText() {
        Call call = chat("ann@example.com");

        GatewayError refusal = refusal(
                guarding(Guards.named("mails", TestScanner.EMAIL, GuardrailAction.BLOCK)
                        .built()),
                call);

        assertThat(refusal.status()).isEqualTo(422);
        assertThat(refusal.code()).isEqualTo("guardrail_blocked");
        assertThat(refusal.text()).isEqualTo("Blocked by guardrail 'mails': email.");
    }

    @Test
    void eachSeesWhatTheOnesBeforeItLeft() {
        ConfiguredGuardrail blocking =
                Guards.named("mails", TestScanner.EMAIL, GuardrailAction.BLOCK).built();
        Call redactedFirst = chat("ann@example.com");
        guarding(Guards.redacting(TestScanner.EMAIL), blocking).apply(redactedFirst);

        assertThat(body(redactedFirst)).contains("[email]");
        assertThat(refusal(guarding(blocking, Guards.redacting(TestScanner.EMAIL)), chat("ann@example.com"))
                        .text())
                .contains("'mails'");
    }

    @Test
    void someLookOnlyWhereAKeyOrAStepNamesThem() {
        GuardInput step = guarding(Guards.named("mails", TestScanner.EMAIL, GuardrailAction.BLOCK)
                .onlyWhereNamed()
                .built());
        Call byStep = chat("ann@example.com");
        byStep.guardrails().require("mails");

        assertThat(step.apply(chat("ann@example.com"))).isSameAs(Mono.empty());
        assertThat(refusal(step, chat("ann@example.com", "mails")).code()).isEqualTo("guardrail_blocked");
        assertThat(refusal(step, byStep).code()).isEqualTo("guardrail_blocked");
    }

    @Test
    void aCallThatIsToBeCheckedByWhatIsNotThereIsRefused() {
        assertThat(refusal(guarding(), chat("hello", "gone")).code()).isEqualTo("guardrail_missing");
    }

    @Test
    void aLargeBodyIsLookedAtByAWorker() {
        Call call = chat("x".repeat(Workers.LARGE) + " ann@example.com");

        Mono<Void> work = guarding(Guards.redacting(TestScanner.of("email", "\\w{1,9}@\\w+", "\\w")))
                .apply(call);
        assertThat(work).isNotSameAs(Mono.empty());
        work.block(SOON);

        assertThat(body(call)).contains(" [email]");
        call.json().bytes().release();
    }

    @Test
    void judgesAreAskedTogetherAndTheFirstOfThemRefuses() {
        GuardInput step = guarding(
                Guards.named("first", judge, GuardrailAction.BLOCK).built(),
                Guards.named("second", judge, GuardrailAction.BLOCK).built());
        CompletableFuture<Void> end = start(step, chat("hello"));

        assertThat(asked).hasSize(2);
        asked.get(1).complete(Judgement.failed("It is rude."));
        assertThat(end).isNotDone();
        asked.get(0).complete(Judgement.failed("It is off topic."));

        assertThatThrownBy(() -> end.get(10, TimeUnit.SECONDS))
                .hasRootCauseMessage("Blocked by guardrail 'first': It is off topic.");
    }

    @Test
    void whenTheFirstRefusesNobodyWaitsForTheOthers() {
        CompletableFuture<Void> end = start(
                guarding(
                        Guards.named("first", judge, GuardrailAction.BLOCK).built(),
                        Guards.named("second", judge, GuardrailAction.BLOCK).built()),
                chat("hello"));

        asked.get(0).complete(Judgement.failed("No."));

        assertThatThrownBy(() -> end.get(10, TimeUnit.SECONDS))
                .hasRootCauseMessage("Blocked by guardrail 'first': No.");
        loop.submit(() -> {}).syncUninterruptibly();
        assertThat(asked.get(1)).isCancelled();
    }

    @Test
    void aJudgeThatTakesTooLongHasFailed() {
        GuardInput closed = guarding(Guards.named("slow", judge, GuardrailAction.BLOCK)
                .timeout(Duration.ofMillis(5))
                .built());
        GuardInput open = guarding(Guards.named("slow", judge, GuardrailAction.BLOCK)
                .failingOpen()
                .timeout(Duration.ofMillis(5))
                .built());
        Call goesOn = chat("hello");

        assertThat(refusal(closed, chat("hello")).code()).isEqualTo("guardrail_failed");
        open.apply(goesOn).block(SOON);
        goesOn.end();

        loop.submit(() -> {}).syncUninterruptibly();
        assertThat(asked).allSatisfy(answer -> assertThat(answer).isCancelled());
        assertThat(Guards.counted(registry, "failed")).isEqualTo(1);
    }

    @Test
    void aJudgeThatOnlyWatchesNeitherDelaysNorStopsACall() {
        Call call = chat("hello");
        guarding(Guards.named("shadow", judge, GuardrailAction.SHADOW).built())
                .apply(call)
                .block(SOON);
        call.end();
        assertThat(Guards.counted(registry, "shadowed")).isZero();

        asked.get(0).complete(Judgement.failed("No."));

        loop.submit(() -> {}).syncUninterruptibly();
        assertThat(Guards.counted(registry, "shadowed")).isEqualTo(1);
        assertThat(call.guardrails().results())
                .containsExactly(new GuardrailResult("shadow", Side.INPUT, GuardrailOutcome.SHADOWED, Map.of(), "No"));
    }

    @Test
    void aJudgeThatWarnsIsWaitedFor() {
        Call call = chat("hello");
        CompletableFuture<Void> end = start(
                guarding(Guards.named("topics", judge, GuardrailAction.WARN).built()), call);
        assertThat(end).isNotDone();

        asked.get(0).complete(Judgement.failed("Off topic."));

        assertThat(end).succeedsWithin(SOON);
        assertThat(call.told().get("x-ingate-guardrails")).isEqualTo("topics=warn");
    }

    @Test
    void whenTheClientLeavesTheJudgesAreCancelled() {
        Disposable running = guarding(
                        Guards.named("slow", judge, GuardrailAction.BLOCK).built())
                .apply(chat("hello"))
                .subscribe();

        running.dispose();

        assertThat(asked.get(0)).isCancelled();
    }

    private GuardInput guarding(ConfiguredGuardrail... guardrails) {
        return new GuardInput(new Guardrails(List.of(guardrails)), workers, new GuardrailMetrics(registry));
    }

    private static CompletableFuture<Void> start(GuardInput step, Call call) {
        return step.apply(call).toFuture();
    }

    private static GatewayError refusal(GuardInput step, Call call) {
        return catchThrowableOfType(GatewayError.class, () -> step.apply(call).block(SOON));
    }

    private Call chat(String text, String... guardrailsOfKey) {
        String json = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
        Call call = TestCall.post("/v1/chat/completions")
                .loop(loop)
                .caller(Principal.named("k", Role.MEMBER, Set.of())
                        .guardrails(List.of(guardrailsOfKey))
                        .build())
                .body(Mono.just(Unpooled.wrappedBuffer(json.getBytes(StandardCharsets.UTF_8))))
                .build();
        new ReadJsonRequest(RequestShape.CHAT, 1 << 24, workers).apply(call).block(SOON);
        return call;
    }

    private static String body(Call call) {
        return call.json().bytes().toString(StandardCharsets.UTF_8);
    }
}
