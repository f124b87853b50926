package dev.caravan.processors.translation;

import dev.caravan.processors.call.Call;
import dev.caravan.spi.GatewayError;
import io.netty.util.AsciiString;
import java.util.Locale;

/** What the client wants of translation, by the header {@code X-Ingate-Translate}. */
public enum TranslateMode {
    /** {@code true}, or no header: where the provider speaks another dialect; what is lost is named in the answer. */
    AUTOMATIC,
    /** {@code strict}: the same, but a call of which something would be lost is refused. */
    STRICT,
    /** {@code false}: never. */
    OFF;

    private static final AsciiString HEADER = AsciiString.cached("x-ingate-translate");

    /** @throws GatewayError 400 when the header says something else */
    public static TranslateMode of(Call call) {
        String value = call.request().headers().get(HEADER);
        if (value == null) {
            return AUTOMATIC;
        }
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "true", "" -> AUTOMATIC;
            case "strict" -> STRICT;
            case "false" -> OFF;
            default ->
                throw GatewayError.badRequest(
                                "invalid_value", "Invalid header X-Ingate-Translate: expected true, strict or false.")
                        .withParam("X-Ingate-Translate");
        };
    }
}
