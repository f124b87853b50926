package dev.caravan.processors.cache;

import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.ForwardableCredential;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.spi.chat.Usage;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Answers a call whose question was answered a while ago: no provider is asked, no token used. Tells {@code X-Ingate-Cache:
 * hit; age=12} in seconds, or {@code miss}; nothing where the caller has no use for the cache, and for agents, whose
 * tools may answer otherwise by now. Runs right before the provider is
 * asked. Answers 400 {@code invalid_value} when the caller's {@code X-Ingate-Cache} is none.
 */
public final class AnswerFromCache implements AsyncCallStep {

    private static final Usage NO_TOKENS = Usage.of(0, 0);

    private final AnswerCache cache;
    private final CacheRules rules;
    private final ForwardableCredential credentials;
    private final Workers workers;

    /**
     * @param credentials know which part of a query is the caller's key
     * @param workers read large questions
     */
    public AnswerFromCache(AnswerCache cache, CacheRules rules, ForwardableCredential credentials, Workers workers) {
        this.cache = cache;
        this.rules = rules;
        this.credentials = credentials;
        this.workers = workers;
    }

    @Override
    public Mono<Void> apply(Call call) {
        if (!rules.enabled() || call.answer() != null || call.agent() != null) {
            return Mono.empty();
        }
        CacheWish wish = CacheWish.of(call, Authenticate.caller(call), rules);
        Question question = wish == null ? null : Question.of(call);
        if (wish == null || question == null) {
            return Mono.empty();
        }
        ByteBuf bytes = question.body().bytes();
        if (bytes.readableBytes() > Workers.LARGE) {
            bytes.retain();
            return workers.compute(call.loop(), () -> question.key(credentials), bytes::release)
                    .doOnNext(key -> look(question, key, wish))
                    .then();
        }
        look(question, question.key(credentials), wish);
        return Mono.empty();
    }

    private void look(Question question, CacheKey key, CacheWish wish) {
        Call call = question.call();
        KeptAnswer kept = wish.isFresh() ? null : cache.find(key);
        Duration age = kept == null ? Duration.ZERO : kept.age(cache.now());
        if (kept == null || age.compareTo(wish.ttl()) > 0) {
            call.tell(CacheWish.HEADER, "miss");
            call.keepAs(new CacheTicket(key, wish.ttl()));
            cache.count(AnswerCache.Result.MISS);
            return;
        }
        call.tell(CacheWish.HEADER, "hit; age=" + age.toSeconds());
        question.everyTarget().filter(kept::isOf).findFirst().ifPresent(call::servedBy);
        call.answerWith(kept.answer(call));
        call.spending().used(NO_TOKENS);
        cache.count(AnswerCache.Result.HIT);
    }
}
