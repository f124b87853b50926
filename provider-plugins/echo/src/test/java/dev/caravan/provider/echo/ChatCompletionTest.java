package dev.caravan.provider.echo;

import static dev.caravan.provider.echo.EchoCalls.chat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.LocalAnswer;
import dev.caravan.spi.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fields and values are checked against OpenAI's API reference, "The chat completion object" and its example (OpenAPI
 * description of the API, schemas {@code CreateChatCompletionResponse} and {@code CompletionUsage}).
 */
class ChatCompletionTest {

    private static final String HELLO = "{'model':'echo-1','messages':[{'role':'user','content':'Hello, world'}]}";

    @Test
    void isAnsweredAsJson() {
        LocalAnswer answer = EchoCalls.answer(Operation.CHAT_COMPLETIONS, HELLO);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(EchoCalls.header(answer, "content-type")).isEqualTo("application/json");
    }

    @Test
    void hasTheFieldsOfTheReferenceInItsOrder() {
        JsonNode answer = chat(HELLO);

        assertThat(answer.fieldNames())
                .toIterable()
                .containsExactly(
                        "id", "object", "created", "model", "choices", "usage", "service_tier", "system_fingerprint");
        assertThat(answer.get("id").textValue()).matches("chatcmpl-[0-9a-f]{29}");
        assertThat(answer.get("object").textValue()).isEqualTo("chat.completion");
        assertThat(answer.get("created").longValue()).isEqualTo(1_735_689_600L);
        assertThat(answer.get("model").textValue()).isEqualTo("echo-1");
        assertThat(answer.get("service_tier").textValue()).isEqualTo("default");
        assertThat(answer.get("system_fingerprint").textValue()).startsWith("fp_");
    }

    @Test
    void hasAChoiceWithTheFieldsOfTheReference() {
        JsonNode choices = chat(HELLO).get("choices");

        assertThat(choices)
                .singleElement()
                .isEqualTo(
                        json("{'index':0,'message':{'role':'assistant','content':'echo: Hello, world','refusal':null,"
                                + "'annotations':[]},'logprobs':null,'finish_reason':'stop'}"));
    }

    @Test
    void countsAWordAsATokenInAUsageThatAddsUp() {
        JsonNode usage = chat("{'model':'echo-1','messages':[{'role':'system','content':'Be brief'},"
                        + "{'role':'user','content':'Hello, world'}]}")
                .get("usage");

        assertThat(usage)
                .isEqualTo(json("{'prompt_tokens':4,'completion_tokens':3,'total_tokens':7,"
                        + "'prompt_tokens_details':{'cached_tokens':0,'audio_tokens':0},"
                        + "'completion_tokens_details':{'reasoning_tokens':0,'audio_tokens':0,"
                        + "'accepted_prediction_tokens':0,'rejected_prediction_tokens':0}}"));
    }

    @Test
    void echoesTheLastUserMessage() {
        assertThat(content("{'model':'m','messages':[{'role':'user','content':'first'},"
                        + "{'role':'assistant','content':'echo: first'},{'role':'user','content':'second'}]}"))
                .isEqualTo("echo: second");
        assertThat(content("{'model':'m','messages':[{'role':'system','content':'alone'}]}"))
                .isEqualTo("echo: ");
    }

    @Test
    void echoesTheTextPartsTogetherAndPassesOverTheOthers() {
        assertThat(content("{'model':'m','messages':[{'role':'user','content':[{'type':'text','text':'see '},"
                        + "{'type':'image_url','image_url':{'url':'https://example.com/a.png'}},"
                        + "{'type':'text','text':'this'}]}]}"))
                .isEqualTo("echo: see this");
    }

    @Test
    void takesAnyModelNameAndGivesItBack() {
        assertThat(chat(HELLO.replace("echo-1", "gpt-4o-mini")).get("model").textValue())
                .isEqualTo("gpt-4o-mini");
    }

    @Test
    void keepsTextOfAnyScriptAsItIs() {
        assertThat(content("{'model':'m','messages':[{'role':'user','content':'Grüße \uD83D\uDC4B\\n\\tこんにちは'}]}"))
                .isEqualTo("echo: Grüße \uD83D\uDC4B\n\tこんにちは");
    }

    @Test
    void givesAsManyChoicesAsAskedForAndBillsThem() {
        JsonNode answer = chat(HELLO.replace("'messages'", "'n':3,'messages'"));

        assertThat(answer.get("choices"))
                .extracting(choice -> choice.get("index").intValue())
                .containsExactly(0, 1, 2);
        assertThat(answer.at("/usage/prompt_tokens").intValue()).isEqualTo(2);
        assertThat(answer.at("/usage/completion_tokens").intValue()).isEqualTo(9);
        assertThat(answer.at("/usage/total_tokens").intValue()).isEqualTo(11);
    }

    @ParameterizedTest
    @CsvSource({
        "max_tokens, 2, echo: Hello, length, 2",
        "max_completion_tokens, 1, echo:, length, 1",
        "max_tokens, 3, echo: Hello world, stop, 3",
        "max_tokens, 1000, echo: Hello world, stop, 3",
    })
    void stopsAtTheLimitOfTokens(String name, int limit, String content, String finishReason, int tokens) {
        JsonNode answer = chat(
                "{'model':'m','messages':[{'role':'user','content':'Hello world'}],'%s':%d}".formatted(name, limit));

        assertThat(answer.at("/choices/0/message/content").textValue()).isEqualTo(content);
        assertThat(answer.at("/choices/0/finish_reason").textValue()).isEqualTo(finishReason);
        assertThat(answer.at("/usage/completion_tokens").intValue()).isEqualTo(tokens);
    }

    @Test
    void hasAnIdThatFollowsFromTheRequest() {
        assertThat(chat(HELLO).get("id")).isEqualTo(chat(HELLO).get("id"));
        assertThat(chat(HELLO).get("id"))
                .isNotEqualTo(chat(HELLO.replace("world", "moon")).get("id"));
    }

    @Test
    void answersWithAnObjectWhenJsonIsAskedFor() {
        JsonNode answer = chat(HELLO.replace("'messages'", "'response_format':{'type':'json_object'},'messages'"));

        assertThat(json(answer.at("/choices/0/message/content").textValue()))
                .isEqualTo(json("{'echo':'Hello, world'}"));
    }

    @Test
    void answersWithADocumentOfTheSchemaThatIsAskedFor() {
        JsonNode answer = chat(HELLO.replace(
                "'messages'",
                "'response_format':{'type':'json_schema','json_schema':{'name':'person','strict':true,'schema':"
                        + "{'type':'object','properties':{'name':{'type':'string'},'age':{'type':'integer'}},"
                        + "'required':['name','age'],'additionalProperties':false}}},'messages'"));

        assertThat(json(answer.at("/choices/0/message/content").textValue()))
                .isEqualTo(json("{'name':'Hello, world','age':1}"));
        assertThat(answer.at("/choices/0/finish_reason").textValue()).isEqualTo("stop");
    }

    @Test
    void takesAMessageOfTwentyMebibytes() {
        String text = "x".repeat(20 << 20);

        String answer = EchoCalls.text(EchoCalls.answer(
                Operation.CHAT_COMPLETIONS, "{'model':'m','messages':[{'role':'user','content':'" + text + "'}]}"));

        assertThat(answer.contains("\"content\":\"echo: " + text + "\"")).isTrue();
    }

    private static String content(String body) {
        return chat(body).at("/choices/0/message/content").textValue();
    }

    private static JsonNode json(String text) {
        return EchoCalls.json(text.replace('\'', '"'));
    }
}
