package dev.caravan.provider.openai.chat;

import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.testkit.chat.AnswerFeature;
import dev.caravan.testkit.chat.ChatDialectContract;
import dev.caravan.testkit.chat.RequestFeature;
import dev.caravan.testkit.grammar.OpenAiChatGrammar;
import dev.caravan.testkit.grammar.StreamGrammar;
import java.util.EnumSet;
import java.util.Set;

class OpenAiChatDialectTest extends ChatDialectContract {

    @Override
    protected ChatDialect dialect() {
        return new OpenAiChatDialect();
    }

    @Override
    protected StreamGrammar grammar() {
        return new OpenAiChatGrammar();
    }

    @Override
    protected Set<RequestFeature> inexpressibleInRequests() {
        return EnumSet.of(RequestFeature.TOOL_ERROR, RequestFeature.TOP_K, RequestFeature.CACHE_HINT);
    }

    @Override
    protected Set<AnswerFeature> inexpressibleInAnswers() {
        return EnumSet.of(AnswerFeature.STOP_SEQUENCE);
    }

    /** An answer is whole once each choice has finished; the usage and the end mark follow. */
    @Override
    protected int streamEndSlack() {
        return 600;
    }
}
