package dev.caravan.processors.cache;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.spi.Operation;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * Keeps the answer of a call that {@link AnswerFromCache} has found none for: a good one, whole, that came to its proper end. The
 * answer streams through meanwhile as it would without. Runs right after the provider was asked.
 */
public final class KeepInCache implements CallStep {

    private final AnswerCache cache;
    private final CacheRules rules;

    public KeepInCache(AnswerCache cache, CacheRules rules) {
        this.cache = cache;
        this.rules = rules;
    }

    @Override
    public void apply(Call call) {
        CacheTicket ticket = call.cacheTicket();
        Answer answer = call.answer();
        Operation operation = call.operation();
        if (ticket == null || answer == null || operation == null) {
            return;
        }
        HttpHeaders head = answer.headers();
        ProperEnd end = ProperEnd.of(operation, head);
        if (answer.status() != 200 || end == null || head.contains(HttpHeaderNames.CONTENT_ENCODING)) {
            cache.count(AnswerCache.Result.NOT_KEPT);
        } else if (answer.declaredLength() > rules.maxEntry()) {
            cache.count(AnswerCache.Result.TOO_LARGE);
        } else {
            call.answerWith(answer.withBody(new KeptBody(answer.body(), rules.maxEntry(), new KeptBody.Listener() {
                @Override
                public void whole(byte[] body) {
                    keep(call, ticket, answer, end, body);
                }

                @Override
                public void missed(AnswerCache.Result why) {
                    cache.count(why);
                }
            })));
        }
    }

    private void keep(Call call, CacheTicket ticket, Answer answer, ProperEnd end, byte[] body) {
        long declared = answer.declaredLength();
        if ((declared >= 0 && declared != body.length) || !end.isWhole(body)) {
            cache.count(AnswerCache.Result.NOT_KEPT);
            return;
        }
        cache.keep(
                ticket.key(),
                new KeptAnswer(answer.headers(), end.isOfStream(), body, call.target(), cache.now(), ticket.ttl()));
    }
}
