package dev.caravan.gateway.ledger;

import dev.caravan.processors.ledger.ExchangeRecord.Bodies;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The bytes of both sides, one behind the other and packed together, as they resemble each other. */
final class StoredBodies {

    private static final int ABSENT = -1;

    private StoredBodies() {}

    /** @return null where there is nothing to keep */
    static byte @Nullable [] pack(Bodies bodies, Compression compression) {
        ByteBuffer request = bodies.request();
        ByteBuffer response = bodies.response();
        if (request == null && response == null) {
            return null;
        }
        int requestLength = request == null ? 0 : request.remaining();
        int responseLength = response == null ? 0 : response.remaining();
        ByteBuffer both = ByteBuffer.allocate(8 + requestLength + responseLength);
        both.putInt(request == null ? ABSENT : requestLength);
        both.putInt(response == null ? ABSENT : responseLength);
        if (request != null) {
            both.put(request.duplicate());
        }
        if (response != null) {
            both.put(response.duplicate());
        }
        return compression.pack(both.array());
    }

    static Bodies unpack(byte[] packed) {
        byte[] both = Compression.unpack(packed);
        ByteBuffer lengths = ByteBuffer.wrap(both);
        int requestLength = lengths.getInt();
        int responseLength = lengths.getInt();
        int middle = 8 + Math.max(0, requestLength);
        return new Bodies(
                requestLength == ABSENT ? null : ByteBuffer.wrap(both, 8, requestLength),
                responseLength == ABSENT ? null : ByteBuffer.wrap(both, middle, responseLength));
    }
}
