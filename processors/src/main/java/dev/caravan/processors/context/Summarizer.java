package dev.caravan.processors.context;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallClock;
import dev.caravan.processors.call.CallRequest;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.OwnCalls;
import dev.caravan.processors.call.WholeBody;
import dev.caravan.processors.dialect.ErrorDialects;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.Targets;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Operation;
import dev.caravan.spi.wire.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Mono;

/** Has a model summarize a part of a conversation: a call of the gateway's own, on the same way as any other. */
final class Summarizer {

    private static final int LONGEST_ANSWER = 1 << 20;

    private static final String ORDER =
            """
            You are given the older part of a conversation, which is about to be cut off. Write a summary that lets the \
            conversation go on without it: what the user wants, what was found out, decided and done, names, numbers, \
            file names and open questions, in the conversation's language. At most 400 words. Write the summary alone.""";

    private static final String HEADING =
            "Summary of the conversation so far, written because it had grown too long:\n";

    private final AsyncCallStep callProvider;

    /** @param callProvider asks a call's target */
    Summarizer(AsyncCallStep callProvider) {
        this.callProvider = callProvider;
    }

    /**
     * @param call for whom it is done
     * @param most how many characters the model is given
     * @return what the user is to have said in their place; an error when the model does not answer as it should
     */
    Mono<String> summary(Call call, Target model, List<JsonNode> messages, int most) {
        return Mono.defer(() -> {
            Call own = call(call, model, Transcript.of(messages, most));
            call.clock().sentUpstream(System.nanoTime());
            return callProvider.apply(own).then(Mono.defer(() -> text(own))).doFinally(how -> {
                call.clock().heardFromUpstream(System.nanoTime());
                own.end();
            });
        });
    }

    private static Mono<String> text(Call own) {
        Answer answer = own.answer();
        if (answer == null) {
            return Mono.error(new IllegalStateException("the provider left no answer"));
        }
        return WholeBody.of(answer.body(), LONGEST_ANSWER).flatMap(bytes -> {
            JsonNode json = answer.status() == 200 ? Json.parse(bytes, 0, bytes.length) : null;
            String text = json == null
                    ? ""
                    : json.path("choices")
                            .path(0)
                            .path("message")
                            .path("content")
                            .asText("");
            return text.isBlank()
                    ? Mono.error(GatewayError.of(502, "no_summary", "The summarizer answered %d.", answer.status()))
                    : Mono.just(HEADING + text.strip());
        });
    }

    private static Call call(Call call, Target model, String transcript) {
        ObjectNode body = Json.object().put("model", model.model());
        ArrayNode messages = body.putArray("messages");
        messages.addObject().put("role", "system").put("content", ORDER);
        messages.addObject().put("role", "user").put("content", transcript);
        ByteBuf bytes = Unpooled.wrappedBuffer(Json.bytes(body));
        CallRequest request = new CallRequest(
                "POST",
                "/v1/chat/completions",
                null,
                Map.of(),
                new DefaultHttpHeaders(),
                call.request().remoteAddress());
        Call own = OwnCalls.beside(call, request, bytes, ErrorDialects.OPENAI, new CallClock(System.nanoTime()));
        own.asks(Operation.CHAT_COMPLETIONS, new JsonBody(bytes, model.model(), -1, -1, false, null));
        own.offeredTo(Targets.only(model));
        return own;
    }
}
