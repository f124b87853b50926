package dev.caravan.processors.translation;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.request.BodyTree;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.Operation;
import dev.caravan.spi.chat.CallIds;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Json;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A chat in another dialect. */
final class ChatTranslation implements Translation {

    private final Operation operation;
    private final WireRequest request;
    private final byte[] body;
    private final AnswerTranslation answers;
    private final Losses losses;

    private ChatTranslation(
            Operation operation, WireRequest request, byte[] body, AnswerTranslation answers, Losses losses) {
        this.operation = operation;
        this.request = request;
        this.body = body;
        this.answers = answers;
        this.losses = losses;
    }

    static ChatTranslation begin(Call call, Target target, Operation asked, Translations translations) {
        Operation operation = call.operation();
        JsonBody json = call.json();
        if (operation == null || json == null) {
            throw new IllegalStateException("the request is not read yet");
        }
        ChatDialect client = translations.clientChat(operation);
        Losses losses = new Losses();
        ChatRequest request =
                client.decodeRequest(new WireRequest(call.model(), call.stream(), BodyTree.of(call)), losses);
        return begin(call, target, asked, request, new ClientForm(call, client, request), losses, translations);
    }

    /** @param form how whoever has asked gets the answer */
    static ChatTranslation begin(
            Call call,
            Target target,
            Operation asked,
            ChatRequest request,
            AnswerForm form,
            Losses losses,
            Translations translations) {
        ChatDialect provider =
                translations.providerChat(asked, target.provider().provider());
        ChatRequest complete = CallIds.complete(
                target.model() == null
                        ? request
                        : request.with().model(target.model()).build());
        WireRequest encoded = provider.encodeRequest(complete, losses);
        LossHeader.refuseIfStrict(
                TranslateMode.of(call), losses, target.provider().name());
        AnswerTranslation answers =
                new AnswerTranslation(call, target.provider().name(), form, provider);
        return new ChatTranslation(asked, encoded, Json.bytes(encoded.body()), answers, losses);
    }

    @Override
    public Operation operation() {
        return operation;
    }

    @Override
    public @Nullable String model() {
        return request.model();
    }

    @Override
    public boolean stream() {
        return request.stream();
    }

    @Override
    public byte[] body() {
        return body;
    }

    @Override
    public Mono<Answer> answer(Answer raw) {
        return answers.translate(raw, losses);
    }
}
