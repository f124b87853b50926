package dev.caravan.provider.gemini.generate;

import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.testkit.chat.AnswerFeature;
import dev.caravan.testkit.chat.ChatDialectContract;
import dev.caravan.testkit.chat.RequestFeature;
import dev.caravan.testkit.grammar.GeminiGrammar;
import dev.caravan.testkit.grammar.StreamGrammar;
import java.util.Set;

class GeminiDialectContractTest extends ChatDialectContract {

    @Override
    protected ChatDialect dialect() {
        return new GeminiDialect();
    }

    @Override
    protected StreamGrammar grammar() {
        return new GeminiGrammar();
    }

    @Override
    protected Set<RequestFeature> inexpressibleInRequests() {
        return Set.of(
                RequestFeature.NO_PARALLEL_CALLS,
                RequestFeature.DOCUMENT,
                RequestFeature.CACHE_HINT,
                RequestFeature.USER,
                RequestFeature.METADATA);
    }

    @Override
    protected Set<AnswerFeature> inexpressibleInAnswers() {
        return Set.of(AnswerFeature.REFUSAL, AnswerFeature.STOP_SEQUENCE);
    }
}
