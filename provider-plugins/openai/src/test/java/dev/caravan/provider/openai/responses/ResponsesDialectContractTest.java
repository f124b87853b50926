package dev.caravan.provider.openai.responses;

import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.testkit.chat.AnswerFeature;
import dev.caravan.testkit.chat.ChatDialectContract;
import dev.caravan.testkit.chat.RequestFeature;
import dev.caravan.testkit.grammar.ResponsesGrammar;
import dev.caravan.testkit.grammar.StreamGrammar;
import java.util.Set;

class ResponsesDialectContractTest extends ChatDialectContract {

    @Override
    protected ChatDialect dialect() {
        return new ResponsesDialect();
    }

    @Override
    protected StreamGrammar grammar() {
        return new ResponsesGrammar();
    }

    @Override
    protected Set<RequestFeature> inexpressibleInRequests() {
        return Set.of(
                RequestFeature.TOOL_ERROR,
                RequestFeature.STOP,
                RequestFeature.TOP_K,
                RequestFeature.SEED,
                RequestFeature.PENALTIES,
                RequestFeature.CHOICES,
                RequestFeature.CACHE_HINT);
    }

    @Override
    protected Set<AnswerFeature> inexpressibleInAnswers() {
        return Set.of(AnswerFeature.STOP_SEQUENCE);
    }
}
