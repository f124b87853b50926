package dev.caravan.processors.translation;

import dev.caravan.processors.call.Answer;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.Losses;
import io.netty.util.AsciiString;

/** Tells the client what a translation lost. */
final class LossHeader {

    static final AsciiString NAME = AsciiString.cached("x-ingate-translation-loss");

    private LossHeader() {}

    /** Names the losses in the answer; leaves it alone when there are none. */
    static Answer tell(Answer answer, Losses losses) {
        if (!losses.isEmpty()) {
            answer.headers().set(NAME, String.join(", ", losses.fields()));
        }
        return answer;
    }

    /** @throws GatewayError 422 when the client wants no losses and there are some */
    static void refuseIfStrict(TranslateMode mode, Losses losses, String provider) {
        if (mode == TranslateMode.STRICT && !losses.isEmpty()) {
            throw GatewayError.of(
                            422,
                            "translation_loss",
                            "Provider '%s' speaks another dialect, in which this cannot be expressed: %s.",
                            provider,
                            String.join(", ", losses.fields()))
                    .withParam(losses.fields().get(0));
        }
    }
}
