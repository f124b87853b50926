package dev.caravan.processors.upstream;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;

/** Lets go of answers that nobody reads. */
final class Answers {

    private Answers() {}

    /** The connection of the call's answer is closed; the call has none any more. */
    static void discard(Call call) {
        Answer answer = call.answer();
        if (answer != null) {
            answer.discard();
        }
        call.spending().usedNothing();
        call.answerWith(null);
        call.breaksOff(null);
    }
}
