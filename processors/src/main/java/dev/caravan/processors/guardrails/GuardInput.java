package dev.caravan.processors.guardrails;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.request.BodyTree;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.guard.Side;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Shows what a client asks to the guardrails, before a provider sees it: first the scanners in their order, each seeing what
 * the ones before it left, then the judges together. Of an endpoint's call it shows the variables and the session's history as
 * well: they reach the provider like the body. Answers 422 {@code guardrail_blocked}, or {@code guardrail_failed} when one
 * that nothing may pass has failed itself. A body in which nothing is redacted stays as the client sent it. Needs the request to
 * be read.
 */
public final class GuardInput implements AsyncCallStep {

    private final Guardrails guardrails;
    private final Workers workers;
    private final GuardrailMetrics metrics;

    /** @param workers look at large bodies */
    public GuardInput(Guardrails guardrails, Workers workers, GuardrailMetrics metrics) {
        this.guardrails = guardrails;
        this.workers = workers;
        this.metrics = metrics;
    }

    @Override
    public Mono<Void> apply(Call call) {
        List<ConfiguredGuardrail> chosen = guardrails.of(call, Side.INPUT);
        if (chosen.isEmpty()) {
            return Mono.empty();
        }
        TextShape shape = TextShapes.ofRequest(call.operation());
        JsonBody body = call.json();
        if (shape == null || body == null) {
            return Mono.empty();
        }
        Inspection inspection = new Inspection(call, Side.INPUT, chosen, metrics);
        PromptParts parts = PromptParts.of(call);
        if (parts == null && body.bytes().readableBytes() <= Workers.LARGE) {
            inspect(shape, parts, inspection);
            return conclude(inspection);
        }
        body.bytes().retain();
        inspection.tally().away(true);
        return workers.compute(call.loop(), () -> inspect(shape, parts, inspection), body.bytes()::release)
                .flatMap(inspected -> {
                    inspected.tally().away(false);
                    return conclude(inspected);
                });
    }

    private static Inspection inspect(TextShape shape, @Nullable PromptParts parts, Inspection inspection) {
        Call call = inspection.call();
        ObjectNode body = BodyTree.of(call);
        ObjectNode changed = BodyTexts.inspect(shape, parts == null ? body : parts.with(body), inspection);
        if (changed != null && !inspection.tally().refuses()) {
            if (parts != null) {
                parts.take(changed, call);
            }
            BodyTree.replace(call, changed);
        }
        return inspection;
    }

    private Mono<Void> conclude(Inspection inspection) {
        GatewayError refusal = inspection.tally().refusal();
        if (refusal != null) {
            throw refusal;
        }
        if (inspection.judges(false).isEmpty()) {
            inspection.tell();
            return Mono.empty();
        }
        return Judges.ask(inspection).doOnSuccess(nothing -> inspection.tell());
    }
}
