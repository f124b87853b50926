package dev.caravan.processors.translation;

import dev.caravan.processors.dialect.ErrorDialects;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.AnswerEvents;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.wire.WireOutput;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a question of the gateway's own: nothing of it is written, its events are kept for whoever has asked. Its body is
 * one short event of no meaning for each piece that has come, so that it is waited for and given up like any other. What an
 * attempt has told is forgotten when the next one answers. Used on one event loop.
 */
public final class HeardAnswer implements AnswerForm {

    private static final String SOMETHING = "data: {}\n\n";

    private List<ChatEvent> heard = new ArrayList<>();
    private @Nullable GatewayError error;

    /** The events that have come since the last time, in order; all of them, {@link ChatEvent.Ended} last, for a whole answer. */
    public List<ChatEvent> take() {
        List<ChatEvent> taken = heard;
        heard = new ArrayList<>();
        return taken;
    }

    /** What the provider has answered with where that was an error; null otherwise. */
    public @Nullable GatewayError error() {
        return error;
    }

    @Override
    public String streamContentType() {
        return "text/event-stream";
    }

    @Override
    public StreamEncoder streamEncoder() {
        begin();
        return this::hear;
    }

    @Override
    public byte[] whole(ChatAnswer answer, Losses losses) {
        begin();
        AnswerEvents.tell(answer, heard::add);
        return new byte[] {'{', '}'};
    }

    @Override
    public byte[] error(GatewayError told) {
        begin();
        error = told;
        return ErrorDialects.OPENAI.body(told, "");
    }

    private void begin() {
        heard = new ArrayList<>();
        error = null;
    }

    private void hear(ChatEvent event, WireOutput out) {
        heard.add(event);
        if (event instanceof ChatEvent.Failed failed) {
            out.bytes(ErrorDialects.OPENAI.streamEvent(failed.error(), ""));
        } else if (out.isEmpty()) {
            out.text(SOMETHING);
        }
    }
}
