package dev.caravan.processors.request;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;

/**
 * Bounds a body that is not read but streamed through. Answers 413 {@code request_too_large}: before the provider is called where
 * the client declares the length, else when that much has come.
 */
public final class LimitUpload implements CallStep {

    private final long limit;

    /** @param limit the most bytes of a body; 0 for no limit */
    public LimitUpload(long limit) {
        this.limit = limit;
    }

    @Override
    public void apply(Call call) {
        if (limit == 0) {
            return;
        }
        long declared = call.body().declaredLength();
        if (declared > limit) {
            throw LimitedBody.tooLarge(limit);
        }
        if (declared < 0) {
            call.sends(new LimitedBody(call.body(), limit));
        }
    }
}
