package dev.caravan.processors.realtime;

import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.processors.websocket.ClientHandshake;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;

/**
 * Reads the handshake of a realtime session: {@code ?model=}, or {@code ?deployment=} as Azure has it. A session that only
 * transcribes ({@code ?intent=transcription}) names its model later. Answers 426 {@code upgrade_required} to what is no handshake,
 * and 400 {@code missing_required_parameter}, {@code duplicate_parameter}, {@code malformed_query} or {@code malformed_handshake}.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/guides/realtime-websocket">OpenAI's guide</a>.
 */
public final class ReadRealtimeRequest implements CallStep {

    @Override
    public void apply(Call call) {
        ClientHandshake.check(call);
        RealtimeQuery query = RealtimeQuery.of(call.request().query());
        String model = query.model();
        if (model == null && !"transcription".equals(query.first("intent"))) {
            throw GatewayError.badRequest("missing_required_parameter", "Missing required parameter: 'model'.")
                    .withParam("model");
        }
        call.asks(Operation.REALTIME, model);
    }
}
