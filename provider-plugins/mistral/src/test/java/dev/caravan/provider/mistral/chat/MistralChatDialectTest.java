package dev.caravan.provider.mistral.chat;

import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.testkit.chat.AnswerFeature;
import dev.caravan.testkit.chat.ChatDialectContract;
import dev.caravan.testkit.chat.RequestFeature;
import dev.caravan.testkit.grammar.MistralGrammar;
import dev.caravan.testkit.grammar.StreamGrammar;
import java.util.EnumSet;
import java.util.Set;

class MistralChatDialectTest extends ChatDialectContract {

    @Override
    protected ChatDialect dialect() {
        return new MistralChatDialect();
    }

    @Override
    protected StreamGrammar grammar() {
        return new MistralGrammar();
    }

    @Override
    protected Set<RequestFeature> inexpressibleInRequests() {
        return EnumSet.of(
                RequestFeature.TOOL_ERROR,
                RequestFeature.TOP_K,
                RequestFeature.LOGPROBS,
                RequestFeature.CACHE_HINT,
                RequestFeature.USER);
    }

    @Override
    protected Set<AnswerFeature> inexpressibleInAnswers() {
        return EnumSet.of(
                AnswerFeature.SIGNED_TOOL_CALL,
                AnswerFeature.REFUSAL,
                AnswerFeature.STOP_SEQUENCE,
                AnswerFeature.CONTENT_FILTER);
    }
}
