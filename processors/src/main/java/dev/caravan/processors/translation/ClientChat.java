package dev.caravan.processors.translation;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.request.BodyTree;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.chat.WireRequest;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Arrays;
import org.reactivestreams.Publisher;

/**
 * The client's side of a chat that the gateway leads by itself: what the client has asked, and the answer that it gets, in its
 * dialect. Used on the call's event loop, but for its making.
 */
public final class ClientChat {

    private final ClientForm form;
    private final Losses losses;

    private ClientChat(ClientForm form, Losses losses) {
        this.form = form;
        this.losses = losses;
    }

    /** @throws dev.caravan.spi.GatewayError 400 when the request is not of the dialect; 422 when the client wants no losses */
    static ClientChat of(Call call, ChatDialect dialect) {
        Losses losses = new Losses();
        ChatRequest request =
                dialect.decodeRequest(new WireRequest(call.model(), call.stream(), BodyTree.of(call)), losses);
        LossHeader.refuseIfStrict(TranslateMode.of(call), losses, String.valueOf(call.model()));
        return new ClientChat(new ClientForm(call, dialect, request), losses);
    }

    /** What the client has asked. */
    public ChatRequest request() {
        return form.request();
    }

    /** Writes the events of one streamed answer. */
    public StreamEncoder encoder() {
        return form.streamEncoder();
    }

    /**
     * A streamed answer.
     *
     * @param from the provider's headers
     */
    public Answer streamed(HttpHeaders from, Publisher<ByteBuf> body) {
        return told(new Answer(200, typed(from, form.streamContentType()), body));
    }

    /** A whole answer, the same way. */
    public Answer whole(HttpHeaders from, ChatAnswer answer) {
        byte[] body = form.whole(answer, losses);
        return told(Answer.whole(200, typed(from, "application/json"), body));
    }

    private Answer told(Answer answer) {
        String before = answer.headers().get(LossHeader.NAME);
        if (before != null) {
            Arrays.stream(before.split(", ")).forEach(losses::add);
        }
        return LossHeader.tell(answer, losses);
    }

    private static HttpHeaders typed(HttpHeaders from, String contentType) {
        return from.copy().remove(HttpHeaderNames.CONTENT_LENGTH).set(HttpHeaderNames.CONTENT_TYPE, contentType);
    }
}
