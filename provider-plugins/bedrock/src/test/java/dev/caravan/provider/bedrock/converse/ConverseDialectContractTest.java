package dev.caravan.provider.bedrock.converse;

import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.testkit.chat.AnswerFeature;
import dev.caravan.testkit.chat.ChatDialectContract;
import dev.caravan.testkit.chat.RequestFeature;
import dev.caravan.testkit.grammar.BedrockGrammar;
import dev.caravan.testkit.grammar.StreamGrammar;
import java.util.EnumSet;
import java.util.Set;

class ConverseDialectContractTest extends ChatDialectContract {

    /** More than a frame with the usage takes; without it a stream that ends between two frames is still whole. */
    private static final int USAGE_FRAME = 512;

    @Override
    protected ChatDialect dialect() {
        return new ConverseDialect();
    }

    @Override
    protected StreamGrammar grammar() {
        return new BedrockGrammar();
    }

    /** The contract's model is none of Anthropic's, so that it has neither thinking nor {@code top_k}. */
    @Override
    protected Set<RequestFeature> inexpressibleInRequests() {
        return EnumSet.of(
                RequestFeature.TOOL_CHOICE_NONE,
                RequestFeature.NO_PARALLEL_CALLS,
                RequestFeature.IMAGE_URL,
                RequestFeature.JSON_OBJECT,
                RequestFeature.THINKING_EFFORT,
                RequestFeature.THINKING_BUDGET,
                RequestFeature.TOP_K,
                RequestFeature.SEED,
                RequestFeature.PENALTIES,
                RequestFeature.CHOICES,
                RequestFeature.LOGPROBS,
                RequestFeature.USER);
    }

    @Override
    protected Set<AnswerFeature> inexpressibleInAnswers() {
        return EnumSet.of(AnswerFeature.REFUSAL, AnswerFeature.REASONING_TOKENS, AnswerFeature.SIGNED_TOOL_CALL);
    }

    @Override
    protected int streamEndSlack() {
        return USAGE_FRAME;
    }
}
