package dev.caravan.spi.guard;

import java.util.concurrent.CompletionStage;

/** Judges a text as a whole. Is asked on an event loop and never blocks; it may answer later, on any thread. */
public non-sealed interface TextJudge extends Guardrail {

    /**
     * Judges a text.
     *
     * @return the judgement; an exceptional end, or one that takes longer than the guardrail's {@code timeout}, means that the
     *     guardrail itself has failed: the configuration says whether the call goes on then
     */
    CompletionStage<Judgement> judge(Subject subject);
}
