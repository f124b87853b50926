package dev.caravan.processors.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.processors.call.ByteSearch;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.websocket.FrameWatch;
import dev.caravan.processors.websocket.SocketClose;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads off the events of a session what it has used by now. Only events that tell it are parsed: the others, sound most of all,
 * are looked through for their type. An answer that is not over when the session ends has told nothing: then the call's use is
 * known in part. One for each session; used on its event loop.
 */
public final class RealtimeMeter implements FrameWatch {

    /** A longer event is not parsed. */
    private static final int LONGEST = 1 << 20;

    private static final String BEGUN = "response.created";
    private static final String DONE = "response.done";

    /** The model of a session that only transcribes is the transcribing one; in others that is a second model. */
    private static final String TRANSCRIBED = "conversation.item.input_audio_transcription.completed";

    private static final SocketClose UNPAID = SocketClose.refused("The budget is used up.");

    private final Call call;
    private final BooleanSupplier isPaidFor;
    private final Set<String> telling;
    private final List<byte[]> words;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private boolean inText;
    private Usage used = Usage.NONE;
    private int open;

    /**
     * @param isPaidFor asked when the call's use has grown
     */
    public RealtimeMeter(Call call, BooleanSupplier isPaidFor) {
        this.call = call;
        this.isPaidFor = isPaidFor;
        this.telling = call.model() == null ? Set.of(DONE, TRANSCRIBED) : Set.of(DONE);
        this.words = Stream.concat(Stream.of(BEGUN), telling.stream())
                .map(type -> type.getBytes(StandardCharsets.US_ASCII))
                .toList();
        call.onEnd(this::ended);
    }

    @Override
    public @Nullable SocketClose sees(WebSocketFrame frame) {
        boolean begins = frame instanceof TextWebSocketFrame;
        if (begins && frame.isFinalFragment()) {
            return event(frame.content());
        }
        if (!begins && !(inText && frame instanceof ContinuationWebSocketFrame)) {
            return null;
        }
        if (begins) {
            text.reset();
        }
        inText = !frame.isFinalFragment();
        add(frame.content());
        return inText ? null : event(Unpooled.wrappedBuffer(text.toByteArray()));
    }

    private void add(ByteBuf piece) {
        if (text.size() <= LONGEST) {
            byte[] bytes = ByteBufUtil.getBytes(piece);
            text.write(bytes, 0, bytes.length);
        }
    }

    private @Nullable SocketClose event(ByteBuf event) {
        if (event.readableBytes() > LONGEST || !mayTell(event)) {
            return null;
        }
        byte[] bytes = ByteBufUtil.getBytes(event);
        JsonNode json = Json.parse(bytes, 0, bytes.length);
        String type = json == null ? "" : json.path("type").asText("");
        if (type.equals(BEGUN)) {
            open++;
        }
        if (json == null || !telling.contains(type)) {
            return null;
        }
        open = Math.max(0, open - 1);
        JsonNode usage = type.equals(DONE) ? json.path("response").path("usage") : json.path("usage");
        used = used.plus(RealtimeUsage.read(usage));
        call.spending().used(used);
        return isPaidFor.getAsBoolean() ? null : UNPAID;
    }

    /** Whether one of the types that count stands somewhere in the event. */
    private boolean mayTell(ByteBuf event) {
        for (byte[] word : words) {
            if (ByteSearch.indexOf(event, word, event.readerIndex()) >= 0) {
                return true;
            }
        }
        return false;
    }

    private void ended() {
        if (open > 0) {
            call.spending().usedAbout(used);
        }
    }
}
