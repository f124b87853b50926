package dev.caravan.provider.gemini.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Choice;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTest {

    private static final ChatRequest REQUEST = ChatRequest.of("gemini-2.5-flash", List.of(new Message(Role.USER, "Hi")))
            .build();

    private final Losses losses = new Losses();

    @Test
    void readsThoughtsTextAndUsage() {
        ChatAnswer answer = read(Golden.json("answer-text.json"));

        assertThat(answer)
                .isEqualTo(new ChatAnswer(
                        "mAitaLmkHPPlz7IPvtfUqQ4",
                        "gemini-2.5-flash",
                        1_756_202_400,
                        List.of(new Choice(
                                0,
                                List.of(
                                        new Part.Reasoning("Is it a riddle?"),
                                        new Part.Reasoning("", "c2lnbmVk", null, null),
                                        new Part.Text("It is a camel.")),
                                new Finish(Finish.Reason.STOP))),
                        new Usage(105, 38, 60, -1, -1, 30, 10, -1),
                        null,
                        null));
        assertThat(losses.isEmpty()).isTrue();
    }

    @Test
    void takesAStopWithCallsForToolCalls() {
        Choice choice = read(Golden.json("answer-calls.json")).choices().get(0);

        assertThat(choice.parts())
                .containsExactly(
                        new Part.ToolCall(null, "get_weather", "{\"city\":\"Zürich\",\"days\":2}", "c2lnbmVk", null),
                        new Part.ToolCall("fc-2", "now", "{}"));
        assertThat(choice.finish()).isEqualTo(new Finish(Finish.Reason.TOOL_CALLS));
    }

    @Test
    void takesABlockedPromptForAFilteredChoice() {
        ChatAnswer answer = read(Golden.json("answer-blocked.json"));

        assertThat(answer.choices())
                .containsExactly(
                        new Choice(0, List.of(), new Finish(Finish.Reason.CONTENT_FILTER, null, "PROHIBITED_CONTENT")));
        assertThat(answer.usage()).isEqualTo(Usage.of(12, 0));
    }

    @Test
    void readsLogProbabilitiesAndWritesThemBack() {
        ChatAnswer answer = read(Golden.json("answer-logprobs.json"));

        JsonNode logprobs = Objects.requireNonNull(answer.choices().get(0).logprobs());
        assertThat(Json.text(logprobs).replace('"', '\''))
                .isEqualTo("{'content':["
                        + "{'token':'Ja','logprob':-0.1,'bytes':[74,97],'top_logprobs':["
                        + "{'token':'Ja','logprob':-0.1,'bytes':[74,97]},{'token':'No','logprob':-2.5,'bytes':[78,111]}]},"
                        + "{'token':' ☀','logprob':-0.4,'bytes':[32,226,152,128],'top_logprobs':["
                        + "{'token':' ☀','logprob':-0.4,'bytes':[32,226,152,128]}]}],'refusal':null}");
        assertThat(read(write(answer)).choices().get(0).logprobs()).isEqualTo(logprobs);
    }

    @Test
    void readsWhereStatementsComeFromAndWritesItBack() {
        ChatAnswer answer = read(Golden.json("answer-grounded.json"));

        Part.Text text = (Part.Text) answer.choices().get(0).parts().get(0);
        JsonNode news = Golden.node("{'web':{'uri':'https://news.example.com/1','title':'News'}}");
        JsonNode paper = Golden.node("{'web':{'uri':'https://paper.example.com/2','title':'Paper'}}");
        assertThat(text.citations())
                .containsExactly(
                        new Citation("gemini", "https://news.example.com/1", "News", "Zürich won.", 0, 11, news),
                        new Citation("gemini", "https://paper.example.com/2", "Paper", "Zürich won.", 0, 11, paper),
                        new Citation(
                                "gemini", "https://paper.example.com/2", "Paper", "So said the paper.", 12, 30, paper),
                        new Citation(
                                "gemini",
                                "https://book.example.com",
                                null,
                                null,
                                12,
                                14,
                                Golden.node("{'startIndex':13,'endIndex':15,'uri':'https://book.example.com',"
                                        + "'license':'mit'}")));
        assertThat(losses.fields())
                .containsExactly("grounding_metadata.web_search_queries", "grounding_metadata.search_entry_point");
        assertThat(read(write(answer)).choices()).isEqualTo(answer.choices());
    }

    @Test
    void writesCitationsOfOtherDialects() {
        Part text = new Part.Text(
                "Ä is a letter.",
                List.of(
                        new Citation("openai-responses", "https://a.example", "A", null, 0, 1, Json.object()),
                        new Citation("anthropic-messages", null, "a.txt", "the letter", -1, -1, Json.object())),
                null);

        assertThat(text(write(answer(text)).at("/candidates/0/groundingMetadata")))
                .isEqualTo("{'groundingChunks':[{'web':{'uri':'https://a.example','title':'A'}},"
                        + "{'retrievedContext':{'title':'a.txt','text':'the letter'}}],'groundingSupports':["
                        + "{'segment':{'partIndex':0,'startIndex':0,'endIndex':2,'text':'Ä'},'groundingChunkIndices':[0]},"
                        + "{'segment':{'partIndex':0,'text':'the letter'},'groundingChunkIndices':[1]}]}");
    }

    @Test
    void namesCitationsThatNoTextCanTake() {
        read(Golden.object("{'candidates':[{'content':{'parts':[{'functionCall':{'name':'f'}}]},'finishReason':'STOP',"
                + "'citationMetadata':{'citations':[{'uri':'https://a.example'}]}}]}"));

        assertThat(losses.fields()).containsExactly("citations");
    }

    @Test
    void takesACitationThatIsNowhereInTheTextWithoutItsPlace() {
        ChatAnswer answer = read(Golden.object("{'candidates':[{'content':{'parts':[{'text':'Yes.'}]},"
                + "'groundingMetadata':{'groundingChunks':[{'web':{'uri':'https://a.example'}}],"
                + "'groundingSupports':[{'segment':{'startIndex':90,'endIndex':99,'text':'No.'},"
                + "'groundingChunkIndices':[0,7]}]}}]}"));

        assertThat(((Part.Text) answer.choices().get(0).parts().get(0)).citations())
                .singleElement()
                .satisfies(citation -> assertThat(citation.start()).isEqualTo(-1))
                .satisfies(citation -> assertThat(citation.quote()).isEqualTo("No."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"answer-text.json", "answer-calls.json", "answer-logprobs.json"})
    void writesWhatItHasReadSoThatItReadsTheSame(String golden) {
        ChatAnswer answer = read(Golden.json(golden));

        assertThat(read(write(answer)).choices()).isEqualTo(answer.choices());
        assertThat(read(write(answer)).id()).isEqualTo(answer.id());
        assertThat(read(write(answer)).created()).isEqualTo(answer.created());
        assertThat(read(write(answer)).usage().total()).isEqualTo(answer.usage().total());
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, STOP,",
        "MAX_TOKENS, LENGTH,",
        "SAFETY, CONTENT_FILTER,",
        "RECITATION, CONTENT_FILTER, RECITATION",
        "BLOCKLIST, CONTENT_FILTER, BLOCKLIST",
        "PROHIBITED_CONTENT, CONTENT_FILTER, PROHIBITED_CONTENT",
        "SPII, CONTENT_FILTER, SPII",
        "LANGUAGE, OTHER, LANGUAGE",
        "OTHER, OTHER,",
        "MALFORMED_FUNCTION_CALL, ERROR, MALFORMED_FUNCTION_CALL",
        "UNEXPECTED_TOOL_CALL, ERROR, UNEXPECTED_TOOL_CALL",
    })
    void readsAndWritesWhyItFinished(String word, Finish.Reason reason, String raw) {
        assertThat(FinishReasons.read(word, false)).isEqualTo(new Finish(reason, null, raw));
        assertThat(FinishReasons.write(new Finish(reason, null, raw))).isEqualTo(word);
    }

    @Test
    void keepsAWordThatItDoesNotKnow() {
        assertThat(FinishReasons.read("BORED", true)).isEqualTo(new Finish(Finish.Reason.OTHER, null, "BORED"));
    }

    @ParameterizedTest
    @EnumSource(Finish.Reason.class)
    void writesEveryReasonAsAWordOfGeminis(Finish.Reason reason) {
        assertThat(FinishReasons.write(new Finish(reason, "END", "end_turn")))
                .isIn("STOP", "MAX_TOKENS", "SAFETY", "OTHER");
    }

    @Test
    void namesTheStopSequenceThatItCannotTell() {
        Choice choice = new Choice(
                0, List.of(new Part.Text("x")), new Finish(Finish.Reason.STOP_SEQUENCE, "END", "stop_sequence"));

        new GeminiDialect()
                .encodeAnswer(new ChatAnswer("a", "m", 0, List.of(choice), Usage.NONE, null, null), REQUEST, losses);

        assertThat(losses.fields()).containsExactly("stop_sequence");
    }

    @Test
    void writesAnIdAndAModelWhereTheProviderNamedNone() {
        JsonNode written =
                write(new ChatAnswer(null, null, 0, List.of(new Choice(0, List.of(), null)), Usage.NONE, null, null));

        assertThat(written.path("responseId").asText()).isNotBlank();
        assertThat(written.path("modelVersion").asText()).isEqualTo("gemini-2.5-flash");
        assertThat(text(written.path("usageMetadata")))
                .isEqualTo("{'promptTokenCount':0,'candidatesTokenCount':0,'totalTokenCount':0}");
    }

    @Test
    void countsThoughtsAndSoundApart() {
        ChatAnswer answer =
                new ChatAnswer("a", "m", 0, List.of(), new Usage(100, 50, 60, 20, 0, 30, 10, 5), null, null);

        assertThat(text(write(answer).path("usageMetadata")))
                .isEqualTo("{'promptTokenCount':100,'cachedContentTokenCount':60,'candidatesTokenCount':20,"
                        + "'thoughtsTokenCount':30,'totalTokenCount':150,"
                        + "'promptTokensDetails':[{'modality':'TEXT','tokenCount':90},{'modality':'AUDIO','tokenCount':10}],"
                        + "'candidatesTokensDetails':[{'modality':'TEXT','tokenCount':15},"
                        + "{'modality':'AUDIO','tokenCount':5}]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'candidates':1}", "{'candidates':[{'content':{'parts':[{'text':1}]}}]}"})
    void refusesWhatIsNoAnswer(String body) {
        assertThatThrownBy(() -> read(Golden.node(body)))
                .isInstanceOfSatisfying(
                        GatewayError.class, error -> assertThat(error.status()).isEqualTo(502));
    }

    @Test
    void takesAnAnswerThatWasCutBeforeItsFirstWord() {
        ChatAnswer answer =
                read(Golden.object("{'candidates':[{'content':{'role':'model'},'finishReason':'MAX_TOKENS'}],"
                        + "'usageMetadata':{'promptTokenCount':5,'thoughtsTokenCount':9,'totalTokenCount':14}}"));

        assertThat(answer.choices()).containsExactly(new Choice(0, List.of(), new Finish(Finish.Reason.LENGTH)));
        assertThat(answer.usage()).isEqualTo(new Usage(5, 9, -1, -1, -1, 9, -1, -1));
    }

    @Test
    void refusesToWriteArgumentsThatAreNoObject() {
        assertThatThrownBy(() -> write(answer(new Part.ToolCall("a", "f", "{\"x\":"))))
                .isInstanceOfSatisfying(GatewayError.class, error -> {
                    assertThat(error.status()).isEqualTo(502);
                    assertThat(error.code()).isEqualTo("invalid_upstream_answer");
                });
    }

    private static ChatAnswer answer(Part part) {
        return new ChatAnswer("a", "m", 0, List.of(new Choice(0, List.of(part), null)), Usage.of(1, 1), null, null);
    }

    private ChatAnswer read(JsonNode body) {
        return new GeminiDialect().decodeAnswer(body, losses);
    }

    private static JsonNode write(ChatAnswer answer) {
        Losses unexpected = new Losses();
        JsonNode written = new GeminiDialect().encodeAnswer(answer, REQUEST, unexpected);
        assertThat(unexpected.fields()).isEmpty();
        return written;
    }

    private static String text(JsonNode json) {
        return Json.text(json).replace('"', '\'');
    }
}
