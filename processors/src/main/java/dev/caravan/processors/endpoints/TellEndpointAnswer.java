package dev.caravan.processors.endpoints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.sessions.SessionUse;
import dev.caravan.processors.translation.ContentType;
import dev.caravan.spi.wire.Json;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Gives the answer of an endpoint its shape: {@code {"ok":true,"id","model","content","finish_reason","usage","meta"}}. Streams
 * are OpenAI's as they are, and so is a whole answer where the client speaks OpenAI's chat. A client that wants a stream of an
 * answer that had to be whole gets one made of it. The last step.
 */
public final class TellEndpointAnswer implements AsyncCallStep {

    private static final String STREAM = "text/event-stream";
    private static final List<String> USAGE = List.of("prompt_tokens", "completion_tokens", "total_tokens");

    private final OpenAiChat chat;

    public TellEndpointAnswer(OpenAiChat chat) {
        this.chat = chat;
    }

    @Override
    public Mono<Void> apply(Call call) {
        EndpointCall endpoint = call.endpoint();
        Answer answer = call.answer();
        if (endpoint == null || answer == null || ContentType.is(answer.headers(), STREAM)) {
            return Mono.empty();
        }
        ObjectNode replay = endpoint.replay();
        if (replay != null) {
            return AnswerTree.of(call)
                    .doOnNext(tree -> replay(call, chat.streamed(tree, replay)))
                    .then();
        }
        return endpoint.inOpenAiShape()
                ? Mono.empty()
                : AnswerTree.of(call)
                        .doOnNext(tree -> AnswerTree.replace(call, shaped(call, endpoint, tree)))
                        .then();
    }

    private static void replay(Call call, byte[] events) {
        Answer answer = call.answer();
        if (answer != null) {
            answer.headers().set(HttpHeaderNames.CONTENT_TYPE, STREAM);
            call.answerWith(answer.withBytes(events));
        }
    }

    private static ObjectNode shaped(Call call, EndpointCall endpoint, ObjectNode answer) {
        JsonNode choice = answer.path("choices").path(0);
        JsonNode message = choice.path("message");
        ObjectNode shaped = Json.object().put("ok", true);
        shaped.put("id", answer.path("id").asText("chatcmpl-" + call.id()));
        shaped.set("model", value(answer.path("model")));
        shaped.set("content", value(message.hasNonNull("content") ? message.get("content") : message.path("refusal")));
        shaped.set("finish_reason", value(choice.path("finish_reason")));
        if (answer.hasNonNull("usage")) {
            ObjectNode usage = shaped.putObject("usage");
            USAGE.forEach(field -> usage.set(field, value(answer.path("usage").path(field))));
        } else {
            shaped.putNull("usage");
        }
        ObjectNode meta = shaped.putObject("meta").put("request_id", call.id());
        SessionUse session = endpoint.session();
        if (session != null && session.exists()) {
            meta.put("session_id", session.key().id());
        }
        return shaped;
    }

    private static JsonNode value(JsonNode value) {
        return value.isMissingNode() ? Json.object().nullNode() : value;
    }
}
