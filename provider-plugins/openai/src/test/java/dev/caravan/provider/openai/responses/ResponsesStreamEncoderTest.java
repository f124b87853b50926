package dev.caravan.provider.openai.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatEvent;
import dev.caravan.spi.chat.ChatEvent.Ended;
import dev.caravan.spi.chat.ChatEvent.Failed;
import dev.caravan.spi.chat.ChatEvent.Finished;
import dev.caravan.spi.chat.ChatEvent.LogprobsAdded;
import dev.caravan.spi.chat.ChatEvent.PartCited;
import dev.caravan.spi.chat.ChatEvent.PartEnded;
import dev.caravan.spi.chat.ChatEvent.PartGrew;
import dev.caravan.spi.chat.ChatEvent.PartSigned;
import dev.caravan.spi.chat.ChatEvent.PartStarted;
import dev.caravan.spi.chat.ChatEvent.Started;
import dev.caravan.spi.chat.ChatEvent.UsageKnown;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Finish;
import dev.caravan.spi.chat.Finish.Reason;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.wire.Json;
import dev.caravan.spi.wire.SseReader;
import dev.caravan.testkit.chat.Crossing;
import dev.caravan.testkit.grammar.ResponsesGrammar;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ResponsesStreamEncoderTest {

    private static final ChatEvent START = new Started("answer-1", "m", 1_700_000_000, Usage.of(11, -1), null, null);
    private static final ChatEvent STOP = new Finished(0, new Finish(Reason.STOP));
    private static final Part TEXT = new Part.Text("");

    @Test
    void writesATextEventByEvent() {
        List<JsonNode> events = encode(
                START,
                new PartStarted(0, 0, TEXT),
                new PartGrew(0, 0, "Hel"),
                new PartGrew(0, 0, "lo"),
                new PartEnded(0, 0),
                STOP,
                new UsageKnown(Usage.of(11, 2)),
                new Ended());

        assertThat(types(events))
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
        assertThat(events.get(4))
                .isEqualTo(Golden.of("{'type':'response.output_text.delta','sequence_number':4,'item_id':'"
                        + events.get(2).at("/item/id").textValue()
                        + "','output_index':0,'content_index':0,'delta':'Hel','logprobs':[]}"));
        assertThat(events.get(9).at("/response/usage/total_tokens").intValue()).isEqualTo(13);
        assertThat(events.get(9).at("/response/output/0/content/0/text").textValue())
                .isEqualTo("Hello");
        assertThat(events.get(0).at("/response/usage").isNull()).isTrue();
    }

    @Test
    void putsTextsThatFollowEachOtherIntoOneMessage() {
        List<JsonNode> events = encode(
                START,
                new PartStarted(0, 0, TEXT),
                new PartGrew(0, 0, "a"),
                new PartEnded(0, 0),
                new PartStarted(0, 1, new Part.Refusal("")),
                new PartGrew(0, 1, "no"),
                new PartEnded(0, 1),
                STOP,
                new Ended());

        JsonNode output = last(events).at("/response/output");
        assertThat(output).hasSize(1);
        assertThat(output.at("/0/content/1/refusal").textValue()).isEqualTo("no");
        assertThat(types(events)).containsOnlyOnce("response.output_item.done");
    }

    @Test
    void letsParallelCallsGrowSideBySide() {
        List<JsonNode> events = encode(
                START,
                new PartStarted(0, 0, TEXT),
                new PartGrew(0, 0, "a"),
                new PartStarted(0, 1, new Part.ToolCall("c1", "f", "")),
                new PartStarted(0, 2, new Part.ToolCall("c2", "g", "")),
                new PartGrew(0, 2, "{\"n\":"),
                new PartGrew(0, 1, "{}"),
                new PartGrew(0, 0, "b"),
                new PartEnded(0, 0),
                new PartGrew(0, 2, "2}"),
                new PartEnded(0, 2),
                new PartEnded(0, 1),
                new Finished(0, new Finish(Reason.TOOL_CALLS)),
                new Ended());

        JsonNode output = last(events).at("/response/output");
        assertThat(output.at("/0/content/0/text").textValue()).isEqualTo("ab");
        assertThat(output.at("/1/arguments").textValue()).isEqualTo("{}");
        assertThat(output.at("/2/arguments").textValue()).isEqualTo("{\"n\":2}");
    }

    @Test
    void tellsAnItemDoneWhenTheNextOneBegins() {
        List<JsonNode> events = encode(
                START,
                new PartStarted(0, 0, new Part.Reasoning("")),
                new PartGrew(0, 0, "Hm."),
                new PartEnded(0, 0),
                new PartStarted(0, 1, new Part.ToolCall("c", "f", "")),
                new PartEnded(0, 1),
                new Finished(0, new Finish(Reason.TOOL_CALLS)),
                new Ended());

        assertThat(types(events).subList(2, types(events).size()))
                .containsExactly(
                        "response.output_item.added",
                        "response.reasoning_summary_part.added",
                        "response.reasoning_summary_text.delta",
                        "response.reasoning_summary_text.done",
                        "response.reasoning_summary_part.done",
                        "response.output_item.done",
                        "response.output_item.added",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.output_item.done",
                        "response.completed");
        assertThat(last(events).at("/response/output/1/arguments").textValue()).isEqualTo("{}");
    }

    @Test
    void sealsThoughtsWithTheSignature() {
        List<JsonNode> events = encode(
                START,
                new PartStarted(0, 0, new Part.Reasoning("")),
                new PartGrew(0, 0, "Hm."),
                new PartSigned(0, 0, "c2ln"),
                new PartEnded(0, 0),
                new PartStarted(0, 1, new Part.ToolCall("c", "f", "")),
                new PartSigned(0, 1, "dGhvdWdodA=="),
                new PartEnded(0, 1),
                new Finished(0, new Finish(Reason.TOOL_CALLS)),
                new Ended());

        JsonNode output = last(events).at("/response/output");
        assertThat(output.at("/0/encrypted_content").textValue()).isEqualTo("signature:c2ln");
        assertThat(output.at("/1/extra_content/google/thought_signature").textValue())
                .isEqualTo("dGhvdWdodA==");
    }

    @Test
    void keepsThePartsOfOneThoughtInOneItem() {
        List<JsonNode> events = encode(
                START,
                new PartStarted(0, 0, new Part.Reasoning("", null, null, "rs_1")),
                new PartGrew(0, 0, "Hm."),
                new PartEnded(0, 0),
                new PartStarted(0, 1, new Part.Reasoning("", null, "gAAAA", "rs_1")),
                new PartEnded(0, 1),
                STOP,
                new Ended());

        JsonNode output = last(events).at("/response/output");
        assertThat(output)
                .isEqualTo(Golden.of("{'o':[{'id':'rs_1','type':'reasoning','encrypted_content':'gAAAA',"
                                + "'summary':[{'type':'summary_text','text':'Hm.'}]}]}")
                        .get("o"));
    }

    @Test
    void tellsLogProbabilitiesWithTheTextThatTheyBelongTo() {
        List<JsonNode> events = encode(
                wanting(Sampling.DEFAULT, true),
                START,
                new PartStarted(0, 0, TEXT),
                new PartGrew(0, 0, "a"),
                new LogprobsAdded(0, logprobs("a")),
                new PartGrew(0, 0, "b"),
                new PartGrew(0, 0, "c"),
                new LogprobsAdded(0, logprobs("c")),
                new PartEnded(0, 0),
                STOP,
                new Ended());

        assertThat(events.stream()
                        .filter(event -> event.path("type").textValue().endsWith("text.delta"))
                        .map(event -> event.get("delta").textValue()
                                + event.at("/logprobs/0/token").asText()))
                .containsExactly("aa", "b", "cc");
        assertThat(last(events).at("/response/output/0/content/0/logprobs").findValuesAsText("token"))
                .containsExactly("a", "c");
    }

    @Test
    void spreadsLogProbabilitiesThatComeLateOverTheTexts() {
        List<JsonNode> events = encode(
                START,
                new PartStarted(0, 0, TEXT),
                new PartGrew(0, 0, "ab"),
                new PartEnded(0, 0),
                new PartStarted(0, 1, TEXT),
                new PartGrew(0, 1, "c"),
                new PartEnded(0, 1),
                new LogprobsAdded(0, logprobs("a", "b", "c")),
                STOP,
                new Ended());

        JsonNode content = last(events).at("/response/output/0/content");
        assertThat(content.get(0).findValuesAsText("token")).containsExactly("a", "b");
        assertThat(content.get(1).findValuesAsText("token")).containsExactly("c");
    }

    @Test
    void tellsACitation() {
        Citation citation = new Citation("gemini", "https://example.com", "T", null, 0, 3, Json.object());
        Citation unsaid = new Citation("gemini", null, "T", null, 0, 3, Json.object());
        List<JsonNode> events = encode(
                START,
                new PartStarted(0, 0, TEXT),
                new PartGrew(0, 0, "Sun."),
                new PartCited(0, 0, unsaid),
                new PartCited(0, 0, citation),
                new PartEnded(0, 0),
                STOP,
                new Ended());

        assertThat(events.get(5).get("annotation_index").intValue()).isZero();
        assertThat(events.get(5).get("annotation"))
                .isEqualTo(Golden.of("{'type':'url_citation','start_index':0,'end_index':3,"
                        + "'url':'https://example.com','title':'T'}"));
    }

    @Test
    void marksTheItemThatWasCutShort() {
        List<JsonNode> events = encode(
                START,
                new PartStarted(0, 0, TEXT),
                new PartGrew(0, 0, "It"),
                new PartEnded(0, 0),
                new Finished(0, new Finish(Reason.LENGTH)),
                new Ended());

        assertThat(events.get(events.size() - 2).at("/item/status").textValue()).isEqualTo("incomplete");
        assertThat(last(events).get("type").textValue()).isEqualTo("response.incomplete");
        assertThat(last(events).at("/response/incomplete_details/reason").textValue())
                .isEqualTo("max_output_tokens");
    }

    @Test
    void leavesOutFurtherChoicesAndForeignParts() {
        List<JsonNode> events = encode(
                START,
                new PartStarted(0, 0, new Part.Opaque("anthropic-messages", "server_tool_use", Json.object())),
                new PartEnded(0, 0),
                new PartStarted(1, 0, TEXT),
                new PartGrew(1, 0, "other"),
                new PartEnded(1, 0),
                new Finished(1, new Finish(Reason.LENGTH)),
                STOP,
                new Ended());

        assertThat(last(events).at("/response/output")).isEmpty();
        assertThat(last(events).get("type").textValue()).isEqualTo("response.completed");
    }

    @Test
    void passesOnAnItemOfItsOwn() {
        JsonNode item = Golden.of("{'type':'web_search_call','id':'ws_1','status':'completed'}");
        List<JsonNode> events = encode(
                START,
                new PartStarted(0, 0, new Part.Opaque("openai-responses", "web_search_call", item)),
                new PartEnded(0, 0),
                STOP,
                new Ended());

        assertThat(last(events).at("/response/output/0")).isEqualTo(item);
    }

    @Test
    void endsInAnErrorAndAFailedResponse() {
        List<JsonNode> events = encode(
                START,
                new PartStarted(0, 0, TEXT),
                new PartGrew(0, 0, "It"),
                new Failed(GatewayError.of(502, "upstream_broke", "It broke.")),
                new PartGrew(0, 0, "never"),
                new Ended());

        assertThat(types(events).subList(5, events.size())).containsExactly("error", "response.failed");
        assertThat(events.get(5).get("code").textValue()).isEqualTo("upstream_broke");
        assertThat(events.get(5).get("message").textValue()).isEqualTo("It broke.");
        assertThat(last(events).at("/response/error"))
                .isEqualTo(Golden.of("{'code':'server_error','message':'It broke.'}"));
        assertThat(last(events).at("/response/status").textValue()).isEqualTo("failed");
    }

    @Test
    void isOnlyAnErrorWhereNothingBegan() {
        assertThat(types(encode(new Failed(GatewayError.of(429, "busy", "Later.")))))
                .containsExactly("error");
    }

    @Test
    void failsWhereTheAnswerEndedInAnError() {
        List<JsonNode> events =
                encode(START, new Finished(0, new Finish(Reason.ERROR, null, "MALFORMED_FUNCTION_CALL")), new Ended());

        assertThat(last(events).get("type").textValue()).isEqualTo("response.failed");
        assertThat(last(events).at("/response/error/message").textValue()).isEqualTo("MALFORMED_FUNCTION_CALL");
    }

    @Test
    void beginsByItselfWhereTheProviderDidNotSayThatItBegan() {
        List<JsonNode> events =
                encode(new PartStarted(0, 0, new Part.Text("whole")), new PartEnded(0, 0), STOP, new Ended());

        assertThat(types(events)).startsWith("response.created", "response.in_progress");
        assertThat(last(events).at("/response/output/0/content/0/text").textValue())
                .isEqualTo("whole");
    }

    private static JsonNode logprobs(String... tokens) {
        StringBuilder content = new StringBuilder();
        for (String token : tokens) {
            content.append(content.isEmpty() ? "" : ",").append("{'token':'" + token + "','logprob':-1}");
        }
        return Golden.of("{'content':[" + content + "]}");
    }

    private static ChatRequest wanting(Sampling sampling, boolean logprobs) {
        Sampling drawn =
                new Sampling(sampling.temperature(), null, null, null, null, null, null, null, logprobs, null, null);
        return ChatRequest.of("m", List.of(new Message(Role.USER, "Hi"))).sampling(drawn).stream(true)
                .build();
    }

    private static JsonNode last(List<JsonNode> events) {
        return events.get(events.size() - 1);
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.get("type").textValue()).toList();
    }

    private static List<JsonNode> encode(ChatEvent... events) {
        return encode(wanting(Sampling.DEFAULT, false), events);
    }

    private static List<JsonNode> encode(ChatRequest request, ChatEvent... events) {
        byte[] stream = Crossing.encode(new ResponsesDialect(), request, List.of(events));
        new ResponsesGrammar().check(stream);
        assertThat(new String(stream, StandardCharsets.UTF_8)).startsWith("event: ");
        List<JsonNode> read = new ArrayList<>();
        new SseReader((name, data) -> read.add(Objects.requireNonNull(Json.parse(data)))).read(ByteBuffer.wrap(stream));
        return read;
    }
}
