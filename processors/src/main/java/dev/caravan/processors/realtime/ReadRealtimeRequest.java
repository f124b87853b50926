package dev.caravan.processors.realtime;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.processors.websocket.ClientHandshake;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the handshake of a realtime session: {@code ?model=}, or {@code ?deployment=} as Azure has it. A session that only
 * transcribes ({@code ?intent=transcription}) names its model later. Answers 426 {@code upgrade_required} to what is no handshake,
 * and 400 {@code missing_required_parameter} or {@code malformed_handshake}.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/guides/realtime-websocket">OpenAI's guide</a>.
 */
public final class ReadRealtimeRequest implements CallStep {

    @Override
    public void apply(Call call) {
        ClientHandshake.check(call);
        String query = call.request().query();
        Map<String, List<String>> parameters =
                query == null ? Map.of() : new QueryStringDecoder(query, false).parameters();
        String model = first(parameters, "model");
        if (model == null) {
            model = first(parameters, "deployment");
        }
        if (model == null && !"transcription".equals(first(parameters, "intent"))) {
            throw GatewayError.badRequest("missing_required_parameter", "Missing required parameter: 'model'.")
                    .withParam("model");
        }
        call.asks(Operation.REALTIME, model);
    }

    private static @Nullable String first(Map<String, List<String>> parameters, String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        return values.isEmpty() || values.get(0).isBlank() ? null : values.get(0);
    }
}
