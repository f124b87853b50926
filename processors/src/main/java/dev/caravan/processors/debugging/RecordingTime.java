package dev.caravan.processors.debugging;

import dev.caravan.processors.call.Call;
import dev.caravan.spi.GatewayError;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Duration;
import java.util.List;

/** How long a recording is to last: {@code ?seconds=}. */
final class RecordingTime {

    private static final String NAME = "seconds";
    private static final int LONGEST = 120;

    private RecordingTime() {}

    /** @throws GatewayError 400 {@code invalid_seconds} when it is no whole number from 1 to {@value #LONGEST} */
    static Duration of(Call call, int otherwise) {
        String query = call.request().query();
        List<String> values = query == null
                ? List.of()
                : new QueryStringDecoder(query, false).parameters().getOrDefault(NAME, List.of());
        return Duration.ofSeconds(values.isEmpty() ? otherwise : seconds(values.get(0)));
    }

    private static int seconds(String text) {
        try {
            int seconds = Integer.parseInt(text);
            if (seconds >= 1 && seconds <= LONGEST) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            // told below, together with a number out of range
        }
        throw GatewayError.badRequest("invalid_seconds", "'seconds' is no whole number from 1 to %d.", LONGEST)
                .withParam(NAME);
    }
}
