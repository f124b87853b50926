package dev.caravan.processors.metering;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.spi.chat.Usage;

/** Notes in a call what its answer has used. */
public final class CallUse {

    private static final int BYTES_PER_TOKEN = 4;

    private CallUse() {}

    /**
     * The answer is over, or has broken off.
     *
     * @param told what it told; what it leaves open is estimated
     * @param untoldOutput how many tokens have come that it did not tell of, as far as their bytes let guess
     */
    public static void note(Call call, Usage told, long untoldOutput) {
        TokenEstimate held = call.spending().estimate();
        if (told.input() != Usage.UNKNOWN && told.output() != Usage.UNKNOWN && untoldOutput == 0) {
            call.spending().used(told);
        } else if (held != null && told.output() == Usage.UNKNOWN && goesOn(call)) {
            call.spending().usedAbout(Usage.of(held.input(), held.output()));
        } else {
            long input = told.input() == Usage.UNKNOWN ? estimatedInput(call) : told.input();
            call.spending().usedAbout(told.updatedBy(Usage.of(input, Math.max(0, told.output()) + untoldOutput)));
        }
    }

    /** What it uses then is told to whoever asks for it later: here it is all that was held back for it. */
    private static boolean goesOn(Call call) {
        JsonBody body = call.json();
        return body != null && body.background();
    }

    private static long estimatedInput(Call call) {
        TokenEstimate estimate = call.spending().estimate();
        if (estimate != null) {
            return estimate.input();
        }
        JsonBody body = call.json();
        return body == null ? 0 : body.bytes().readableBytes() / BYTES_PER_TOKEN;
    }
}
