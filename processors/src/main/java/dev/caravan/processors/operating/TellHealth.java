package dev.caravan.processors.operating;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;

/** Answers {@code OK}: the process runs and its routes take calls. */
public final class TellHealth implements CallStep {

    @Override
    public void apply(Call call) {
        call.answerWith(Answer.text(200, "OK"));
    }
}
