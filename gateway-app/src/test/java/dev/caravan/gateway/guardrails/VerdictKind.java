package dev.caravan.gateway.guardrails;

import dev.caravan.spi.Settings;
import dev.caravan.spi.guard.Guardrail;
import dev.caravan.spi.guard.GuardrailKind;
import dev.caravan.spi.guard.Judgement;
import dev.caravan.spi.guard.TextJudge;
import java.util.concurrent.CompletableFuture;

/** Judges on a thread of its own: it has something against every text that holds its {@code word}. */
public final class VerdictKind implements GuardrailKind {

    @Override
    public String name() {
        return "test-judge";
    }

    @Override
    public Guardrail create(Settings settings) {
        String word = settings.requiredText("word", "Write what to object to");
        TextJudge judge = subject -> CompletableFuture.supplyAsync(
                () -> subject.text().contains(word) ? Judgement.failed("It is not nice.") : Judgement.PASSED);
        return judge;
    }
}
