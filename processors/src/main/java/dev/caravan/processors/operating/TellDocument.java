package dev.caravan.processors.operating;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;

/** Answers with a document that never changes. */
public final class TellDocument implements CallStep {

    private final String contentType;
    private final byte[] bytes;

    public TellDocument(String contentType, byte[] bytes) {
        this.contentType = contentType;
        this.bytes = bytes.clone();
    }

    @Override
    public void apply(Call call) {
        call.answerWith(Answer.whole(200, contentType, bytes));
    }
}
