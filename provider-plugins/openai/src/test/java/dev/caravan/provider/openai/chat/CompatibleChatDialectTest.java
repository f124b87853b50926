package dev.caravan.provider.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.Losses;
import dev.caravan.testkit.chat.AnswerFeature;
import dev.caravan.testkit.chat.ChatDialectContract;
import dev.caravan.testkit.chat.RequestFeature;
import dev.caravan.testkit.grammar.OpenAiChatGrammar;
import dev.caravan.testkit.grammar.StreamGrammar;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CompatibleChatDialectTest extends ChatDialectContract {

    @Override
    protected ChatDialect dialect() {
        return new CompatibleChatDialect();
    }

    @Override
    protected StreamGrammar grammar() {
        return new OpenAiChatGrammar();
    }

    @Override
    protected Set<RequestFeature> inexpressibleInRequests() {
        return EnumSet.of(RequestFeature.TOOL_ERROR, RequestFeature.CACHE_HINT);
    }

    @Override
    protected Set<AnswerFeature> inexpressibleInAnswers() {
        return EnumSet.of(AnswerFeature.STOP_SEQUENCE);
    }

    @Override
    protected int streamEndSlack() {
        return 600;
    }

    @Test
    void limitsTokensByTheNameThatOthersKnow() {
        assertThat(dialect()
                        .encodeRequest(RequestFeature.MAX_TOKENS.addTo(RequestFeature.plain()), new Losses())
                        .body()
                        .get("max_tokens")
                        .asInt())
                .isEqualTo(77);
    }

    @Test
    void instructsByTheSystemRole() {
        assertThat(dialect()
                        .encodeRequest(RequestFeature.DEVELOPER.addTo(RequestFeature.plain()), new Losses())
                        .body()
                        .at("/messages/0/role")
                        .asText())
                .isEqualTo("system");
    }
}
