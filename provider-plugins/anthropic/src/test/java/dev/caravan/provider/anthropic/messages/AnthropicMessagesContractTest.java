package dev.caravan.provider.anthropic.messages;

import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.testkit.chat.AnswerFeature;
import dev.caravan.testkit.chat.ChatDialectContract;
import dev.caravan.testkit.chat.RequestFeature;
import dev.caravan.testkit.grammar.AnthropicGrammar;
import dev.caravan.testkit.grammar.StreamGrammar;
import java.util.Set;

class AnthropicMessagesContractTest extends ChatDialectContract {

    @Override
    protected ChatDialect dialect() {
        return new AnthropicMessagesDialect();
    }

    @Override
    protected StreamGrammar grammar() {
        return new AnthropicGrammar();
    }

    @Override
    protected Set<RequestFeature> inexpressibleInRequests() {
        return Set.of(
                RequestFeature.AUDIO,
                RequestFeature.JSON_OBJECT,
                // One of its sequences is white space, which the API refuses.
                RequestFeature.STOP,
                RequestFeature.SEED,
                RequestFeature.PENALTIES,
                RequestFeature.CHOICES,
                RequestFeature.LOGPROBS,
                RequestFeature.METADATA);
    }

    @Override
    protected Set<AnswerFeature> inexpressibleInAnswers() {
        return Set.of(AnswerFeature.REFUSAL, AnswerFeature.CONTENT_FILTER, AnswerFeature.SIGNED_TOOL_CALL);
    }
}
