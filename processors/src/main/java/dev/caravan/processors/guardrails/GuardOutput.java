package dev.caravan.processors.guardrails;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.translation.AnswerStream;
import dev.caravan.processors.translation.ContentType;
import dev.caravan.processors.translation.Translations;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.guard.Side;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Shows what a provider answers to the guardrails, before the client sees it, and puts the originals of redacted texts back. A
 * whole answer is read as a whole; so is a stream when a judge may refuse it. Any other stream goes on as it comes, but for
 * what scanners cannot decide yet. A refusal is a 422 like that of {@link GuardInput} as long as nothing has gone out, else the
 * dialect's error event. Errors of the provider's are left alone. Runs after the call was answered.
 */
public final class GuardOutput implements AsyncCallStep {

    private final Guardrails guardrails;
    private final Translations translations;
    private final Workers workers;
    private final GuardrailMetrics metrics;

    /** @param workers look at large answers */
    public GuardOutput(Guardrails guardrails, Translations translations, Workers workers, GuardrailMetrics metrics) {
        this.guardrails = guardrails;
        this.translations = translations;
        this.workers = workers;
        this.metrics = metrics;
    }

    @Override
    public Mono<Void> apply(Call call) {
        Answer answer = call.answer();
        if (guardrails.isEmpty() || answer == null || answer.status() >= 300) {
            return Mono.empty();
        }
        TextShape shape = TextShapes.ofAnswer(call.operation());
        List<ConfiguredGuardrail> chosen = guardrails.of(call, Side.OUTPUT);
        if (shape == null || (chosen.isEmpty() && !restores(call))) {
            return Mono.empty();
        }
        Inspection inspection = new Inspection(call, Side.OUTPUT, chosen, metrics);
        if (!isEncoded(answer)) {
            if (ContentType.is(answer.headers(), "application/json")) {
                return new WholeGuard(inspection, shape, workers).guard(answer);
            }
            AnswerStream stream = translations.answerStream(call);
            if (stream != null && ContentType.is(answer.headers(), stream.contentType())) {
                return new StreamGuard(inspection, shape, stream, workers).guard(answer);
            }
        }
        inspection.unreadable();
        GatewayError refusal = inspection.tally().refusal();
        return refusal == null ? Mono.empty() : Mono.error(refusal);
    }

    private static boolean restores(Call call) {
        Placeholders placeholders = call.isGuarded() ? call.guardrails().placeholders() : null;
        return placeholders != null && placeholders.restores();
    }

    private static boolean isEncoded(Answer answer) {
        String encoding = answer.headers().get(HttpHeaderNames.CONTENT_ENCODING);
        return encoding != null && !HttpHeaderValues.IDENTITY.contentEqualsIgnoreCase(encoding.strip());
    }
}
