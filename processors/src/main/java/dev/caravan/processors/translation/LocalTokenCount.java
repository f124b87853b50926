package dev.caravan.processors.translation;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.metering.TextTokens;
import dev.caravan.spi.chat.Losses;
import java.nio.charset.StandardCharsets;
import reactor.core.publisher.Mono;

/**
 * Counts a request's tokens for providers that do not count themselves. It is an estimate, with the texts counted by OpenAI's
 * {@code o200k_base}; the answer says so in {@code X-Ingate-Translation-Loss: exact_count}.
 */
public final class LocalTokenCount {

    private final Translations translations;
    private final Workers workers;
    private final TokenCount count;

    public LocalTokenCount(Translations translations, Workers workers, TextTokens tokens) {
        this.translations = translations;
        this.workers = workers;
        this.count = new TokenCount(tokens::count);
    }

    /** Answers a call to {@code /v1/messages/count_tokens}: {@code {"input_tokens": n}}. */
    public Mono<Void> answer(Call call) {
        JsonBody body = call.json();
        if (body == null) {
            throw new IllegalStateException("the request is not read yet");
        }
        body.bytes().retain();
        return workers.compute(call.loop(), () -> count.of(translations.readMessages(body)), body.bytes()::release)
                .doOnNext(tokens -> call.answerWith(told(tokens)))
                .then();
    }

    private static Answer told(int tokens) {
        Losses losses = new Losses();
        losses.add("exact_count");
        byte[] json = ("{\"input_tokens\":" + tokens + "}").getBytes(StandardCharsets.US_ASCII);
        return LossHeader.tell(Answer.json(200, json), losses);
    }
}
