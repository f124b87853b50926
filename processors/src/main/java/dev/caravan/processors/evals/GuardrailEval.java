package dev.caravan.processors.evals;

import dev.caravan.spi.exchange.Eval;
import dev.caravan.spi.exchange.RecordedExchange;
import dev.caravan.spi.exchange.Score;
import dev.caravan.spi.guard.Finding;
import dev.caravan.spi.guard.Guardrail;
import dev.caravan.spi.guard.Side;
import dev.caravan.spi.guard.Subject;
import dev.caravan.spi.guard.TextJudge;
import dev.caravan.spi.guard.TextScanner;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Asks a guardrail what it would have said of the completion: what it finds, or has against it, is a score of 0. */
public final class GuardrailEval implements Eval {

    private final Guardrail guardrail;

    public GuardrailEval(Guardrail guardrail) {
        this.guardrail = guardrail;
    }

    @Override
    public CompletionStage<Score> score(RecordedExchange exchange) {
        String completion = exchange.completion();
        if (completion == null) {
            return CompletableFuture.completedFuture(null);
        }
        if (guardrail instanceof TextScanner scanner) {
            return CompletableFuture.completedFuture(found(scanner.scan(completion)));
        }
        return ((TextJudge) guardrail)
                .judge(new Subject(Side.OUTPUT, completion, completion, exchange.model(), exchange.requestId()))
                .thenApply(judgement -> judgement.passed() ? Score.PASSED : Score.failed(judgement.reason()));
    }

    private static Score found(List<Finding> findings) {
        if (findings.isEmpty()) {
            return Score.PASSED;
        }
        return Score.failed("Found: "
                + findings.stream().map(Finding::label).distinct().sorted().collect(Collectors.joining(", ")));
    }

    @Override
    public void close() {
        guardrail.close();
    }
}
