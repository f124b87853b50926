package dev.caravan.provider.echo;

import static dev.caravan.provider.echo.EchoCalls.chatStream;
import static dev.caravan.provider.echo.EchoCalls.chunks;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.LocalAnswer;
import dev.caravan.spi.Operation;
import dev.caravan.testkit.CollectingSubscriber;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Events are checked against OpenAI's API reference, "The chat completion chunk object" and its example (OpenAPI description
 * of the API, schema {@code CreateChatCompletionStreamResponse}), byte for byte where the order of fields is given there.
 */
class ChatStreamTest {

    private static final String BODY =
            "{'model':'echo-1','stream':true,'messages':[{'role':'user','content':'Hello world'}]}";
    private static final String WITH_USAGE =
            BODY.replace("'stream':true", "'stream':true,'stream_options':{'include_usage':true}");

    @Test
    void isAnsweredAsServerSentEvents() {
        LocalAnswer answer = EchoCalls.answer(Operation.CHAT_COMPLETIONS, BODY);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(EchoCalls.header(answer, "content-type")).isEqualTo("text/event-stream; charset=utf-8");
        assertThat(EchoCalls.header(answer, "content-length")).isEqualTo("(none)");
    }

    @Test
    void isTheRoleThenWordAfterWordThenTheReasonThenDone() {
        String stream = chatStream(BODY);

        String id = chunks(stream).get(0).get("id").textValue();
        assertThat(id).matches("chatcmpl-[0-9a-f]{29}");
        assertThat(stream)
                .isEqualTo(event(
                                id,
                                "[{'index':0,'delta':{'role':'assistant','content':''},'logprobs':null,"
                                        + "'finish_reason':null}]")
                        + event(id, "[{'index':0,'delta':{'content':'echo:'},'logprobs':null,'finish_reason':null}]")
                        + event(id, "[{'index':0,'delta':{'content':' Hello'},'logprobs':null,'finish_reason':null}]")
                        + event(id, "[{'index':0,'delta':{'content':' world'},'logprobs':null,'finish_reason':null}]")
                        + event(id, "[{'index':0,'delta':{},'logprobs':null,'finish_reason':'stop'}]")
                        + "data: [DONE]\n\n");
    }

    @Test
    void hasNoUsageUnlessItIsAskedFor() {
        assertThat(chunks(chatStream(BODY))).noneMatch(chunk -> chunk.has("usage"));
    }

    @Test
    void endsWithAChunkOfUsageAndNoChoicesWhenItIsAskedFor() {
        List<JsonNode> chunks = chunks(chatStream(WITH_USAGE));

        JsonNode last = chunks.get(chunks.size() - 1);
        assertThat(last.get("choices")).isEmpty();
        assertThat(last.get("usage"))
                .isEqualTo(json("{'prompt_tokens':2,'completion_tokens':3,'total_tokens':5,"
                        + "'prompt_tokens_details':{'cached_tokens':0,'audio_tokens':0},"
                        + "'completion_tokens_details':{'reasoning_tokens':0,'audio_tokens':0,"
                        + "'accepted_prediction_tokens':0,'rejected_prediction_tokens':0}}"));
        assertThat(chunks.subList(0, chunks.size() - 1))
                .hasSize(5)
                .allSatisfy(chunk -> assertThat(chunk.get("usage").isNull()).isTrue());
        assertThat(chatStream(WITH_USAGE)).endsWith("}\n\ndata: [DONE]\n\n");
    }

    @Test
    void saysTheSameAsTheWholeAnswer() {
        JsonNode whole = EchoCalls.chat(BODY.replace("'stream':true", "'stream':false"));

        String streamed = chunks(chatStream(BODY)).stream()
                .map(chunk -> chunk.at("/choices/0/delta/content").asText())
                .collect(Collectors.joining());

        assertThat(streamed).isEqualTo(whole.at("/choices/0/message/content").textValue());
    }

    @Test
    void interleavesSeveralChoicesEachWithItsOwnRoleAndReason() {
        List<JsonNode> chunks = chunks(chatStream(BODY.replace("'messages'", "'n':2,'messages'")));

        for (int index = 0; index < 2; index++) {
            int wanted = index;
            List<JsonNode> own = chunks.stream()
                    .map(chunk -> chunk.at("/choices/0"))
                    .filter(choice -> choice.get("index").intValue() == wanted)
                    .toList();
            assertThat(own).hasSize(5);
            assertThat(own.get(0).at("/delta/role").textValue()).isEqualTo("assistant");
            assertThat(own.get(4).get("finish_reason").textValue()).isEqualTo("stop");
            assertThat(own.subList(0, 4))
                    .allSatisfy(choice ->
                            assertThat(choice.get("finish_reason").isNull()).isTrue());
        }
    }

    @Test
    void stopsAtTheLimitOfTokens() {
        List<JsonNode> chunks = chunks(chatStream(BODY.replace("'messages'", "'max_tokens':1,'messages'")));

        assertThat(chunks).hasSize(3);
        assertThat(chunks.get(1).at("/choices/0/delta/content").textValue()).isEqualTo("echo:");
        assertThat(chunks.get(2).at("/choices/0/finish_reason").textValue()).isEqualTo("length");
    }

    @Test
    void sendsOneEventForEachItemThatIsAskedFor() {
        CollectingSubscriber body = CollectingSubscriber.to(
                EchoCalls.answer(Operation.CHAT_COMPLETIONS, BODY).body());

        body.request(2);

        assertThat(body.items()).hasSize(2).allSatisfy(item -> assertThat(new String(item, StandardCharsets.UTF_8))
                .startsWith("data: {")
                .endsWith("}\n\n"));
    }

    @Test
    void doesNotCutACharacterInTwo() {
        String text = "\uD83D\uDC4B".repeat(9);
        String stream = chatStream(BODY.replace("Hello world", text)
                .replace("'messages'", "'response_format':{'type':'json_object'},'messages'"));

        assertThat(chunks(stream))
                .extracting(chunk -> chunk.at("/choices/0/delta/content").asText())
                .allSatisfy(
                        part -> assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(part))
                                .isTrue());
    }

    private static String event(String id, String choices) {
        return ("data: {'id':'" + id + "','object':'chat.completion.chunk','created':1735689600,'model':'echo-1',"
                        + "'choices':" + choices + ",'service_tier':'default','system_fingerprint':'fp_echo'}\n\n")
                .replace('\'', '"');
    }

    private static JsonNode json(String text) {
        return EchoCalls.json(text.replace('\'', '"'));
    }
}
