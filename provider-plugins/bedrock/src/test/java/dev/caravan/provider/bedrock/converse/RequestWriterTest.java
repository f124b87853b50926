package dev.caravan.provider.bedrock.converse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Citation;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Message;
import dev.caravan.spi.chat.OutputFormat;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.chat.Role;
import dev.caravan.spi.chat.Sampling;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestWriterTest {

    private static final String LLAMA = "meta.llama3-1-70b-instruct-v1:0";

    private final Losses losses = new Losses();

    @Test
    void makesTurnsOfNeighboursWithTheSameRole() {
        assertThat(write(
                                new Message(Role.SYSTEM, "Be brief."),
                                new Message(Role.USER, "One."),
                                new Message(Role.USER, "Two."),
                                new Message(
                                        Role.ASSISTANT,
                                        List.of(
                                                new Part.Text(""),
                                                new Part.ToolCall("call_1", "now", ""),
                                                new Part.ToolCall("call_2", "now", "{\"zone\":1.0}"))),
                                new Message(Role.TOOL, List.of(new Part.ToolResult("call_1", "Noon."))),
                                new Message(Role.TOOL, List.of(new Part.ToolResult("call_2", " "))),
                                new Message(Role.ASSISTANT, " \n"),
                                new Message(Role.USER, "And?"))
                        .toString())
                .startsWith("{\"system\":[{\"text\":\"Be brief.\"}],\"messages\":["
                        + "{\"role\":\"user\",\"content\":[{\"text\":\"One.\"},{\"text\":\"Two.\"}]},"
                        + "{\"role\":\"assistant\",\"content\":["
                        + "{\"toolUse\":{\"toolUseId\":\"call_1\",\"name\":\"now\",\"input\":{}}},"
                        + "{\"toolUse\":{\"toolUseId\":\"call_2\",\"name\":\"now\",\"input\":{\"zone\":1.0}}}]},"
                        + "{\"role\":\"user\",\"content\":["
                        + "{\"toolResult\":{\"toolUseId\":\"call_1\",\"content\":[{\"text\":\"Noon.\"}]}},"
                        + "{\"toolResult\":{\"toolUseId\":\"call_2\",\"content\":[]}},"
                        + "{\"text\":\"And?\"}]}]");
    }

    @Test
    void putsInstructionsThatComeLateBeforeTheConversationAndSaysSo() {
        ObjectNode body = write(
                new Message(Role.DEVELOPER, "First."), new Message(Role.USER, "Hi"), new Message(Role.SYSTEM, "Late."));

        assertThat(body.get("system").toString()).isEqualTo("[{\"text\":\"First.\"},{\"text\":\"Late.\"}]");
        assertThat(losses.fields()).containsExactly("messages.system.position");
    }

    @Test
    void refusesAPictureInASystemMessage() {
        assertRefused(
                "unsupported_content",
                new Message(Role.SYSTEM, List.of(new Part.Image(new MediaSource.Inline("image/png", "iVBO")))));
    }

    @Test
    void writesCachePointsBehindWhatTheyMark() {
        CacheHint hour = new CacheHint("1h");
        ObjectNode body = write(
                new Message(Role.SYSTEM, List.of(new Part.Text("Long.", List.of(), new CacheHint(null)))),
                new Message(
                        Role.USER,
                        List.of(
                                new Part.Image(new MediaSource.Inline("image/png", "iVBO"), null, hour),
                                new Part.Text("", List.of(), new CacheHint("2h")))));

        assertThat(body.get("system").toString())
                .isEqualTo("[{\"text\":\"Long.\"},{\"cachePoint\":{\"type\":\"default\"}}]");
        assertThat(body.at("/messages/0/content").toString())
                .isEqualTo(
                        "[{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"iVBO\"}}},"
                                + "{\"cachePoint\":{\"type\":\"default\",\"ttl\":\"1h\"}},{\"cachePoint\":{\"type\":\"default\"}}]");
        assertThat(losses.fields()).containsExactly("cache_control.ttl");
    }

    @ParameterizedTest
    @CsvSource({
        "report.pdf, application/pdf, report, pdf, true",
        "Report.PDF, application/pdf, Report, pdf, true",
        "Q3  (draft)\t[2], application/pdf, Q3 (draft) [2], pdf, false",
        "a_b/c.docx, application/vnd.openxmlformats-officedocument.wordprocessingml.document, a-b-c, docx, false",
        "Größe, text/csv; charset=utf-8, Gr--e, csv, false",
        "notes.log, text/x-log, notes-log, txt, false",
        "data.json, application/json, data-json, txt, false",
        "page.htm, application/octet-stream, page-htm, html, false",
        "' ', text/markdown, document, md, false",
    })
    void givesADocumentANameThatBedrockTakes(
            String name, String mediaType, String written, String format, boolean faithful) {
        ObjectNode body = write(user(new Part.Document(new MediaSource.Inline(mediaType, "AAAA"), name)));

        assertThat(body.at("/messages/0/content/0/document/name").asText()).isEqualTo(written);
        assertThat(body.at("/messages/0/content/0/document/format").asText()).isEqualTo(format);
        assertThat(losses.isEmpty()).isEqualTo(faithful);
    }

    @Test
    void givesEachDocumentANameOfItsOwn() {
        MediaSource pdf = new MediaSource.Inline(null, "JVBERi0xLjQK");
        ObjectNode body = write(user(
                new Part.Document(pdf, null),
                new Part.Document(pdf, null),
                new Part.Document(new MediaSource.PlainText("Words."), "Words"),
                new Part.Document(pdf, "Words"),
                new Part.Document(pdf, "x".repeat(300), "About.", true, null)));

        assertThat(body.at("/messages/0/content").findValuesAsText("name"))
                .containsExactly("document", "document-2", "Words", "Words-2", "x".repeat(200));
        assertThat(body.at("/messages/0/content/2/document").toString())
                .isEqualTo("{\"format\":\"txt\",\"name\":\"Words\",\"source\":{\"text\":\"Words.\"}}");
        assertThat(body.at("/messages/0/content/4/document/context").asText()).isEqualTo("About.");
        assertThat(body.at("/messages/0/content/4/document/citations/enabled").asBoolean())
                .isTrue();
        assertThat(losses.fields()).containsExactly("messages.content.document.name");
    }

    @ParameterizedTest
    @CsvSource({
        "image/png, AAAA, png",
        "image/jpg, AAAA, jpeg",
        "IMAGE/WEBP, AAAA, webp",
        ", iVBORw0KGgoAAAA, png",
        ", /9j/4AAQ, jpeg",
        ", R0lGODlh, gif",
        "application/octet-stream, UklGRiQ, webp",
    })
    void tellsAPicturesFormatByItsTypeOrItsFirstBytes(String mediaType, String base64, String format) {
        ObjectNode body = write(user(new Part.Image(new MediaSource.Inline(mediaType, base64))));

        assertThat(body.at("/messages/0/content/0/image/format").asText()).isEqualTo(format);
    }

    @ParameterizedTest
    @CsvSource({
        "wav, audio/wav, wav",
        "mp3, , mp3",
        "pcm16, , pcm",
        ", audio/mpeg, mpeg",
        ", audio/x-wav, wav",
    })
    void tellsASoundsFormat(String format, String mediaType, String written) {
        ObjectNode body = write(user(new Part.Audio(new MediaSource.Inline(mediaType, "AAAA"), format)));

        assertThat(body.at("/messages/0/content/0/audio/format").asText()).isEqualTo(written);
    }

    @Test
    void writesWhatIsInS3() {
        ObjectNode body = write(user(
                new Part.Video(new MediaSource.Url("s3://bucket/film.mov", null)),
                new Part.Image(new MediaSource.Url("s3://bucket/camel.jpg", null), "low", null)));

        assertThat(body.at("/messages/0/content").toString())
                .isEqualTo(
                        "[{\"video\":{\"format\":\"mov\",\"source\":{\"s3Location\":{\"uri\":\"s3://bucket/film.mov\"}}}},"
                                + "{\"image\":{\"format\":\"jpeg\",\"source\":{\"s3Location\":{\"uri\":\"s3://bucket/camel.jpg\"}}}}]");
        assertThat(losses.fields()).containsExactly("messages.content.image.detail");
    }

    @Test
    void refusesMediaThatItCannotSend() {
        assertRefused(
                "unsupported_media_source", user(new Part.Image(new MediaSource.Url("https://example.com/a", null))));
        assertRefused("unsupported_media_source", user(new Part.Image(new MediaSource.StoredFile("file-1"))));
        assertRefused(
                "unsupported_media_source", user(new Part.Document(new MediaSource.StoredFile("file-1"), "a.pdf")));
        assertRefused("unsupported_media_type", user(new Part.Image(new MediaSource.Inline("image/tiff", "AAAA"))));
        assertRefused("unsupported_media_type", user(new Part.Document(new MediaSource.Inline(null, "AAAA"), null)));
        assertRefused("unsupported_media_type", user(new Part.Audio(new MediaSource.Inline(null, "AAAA"), "midi")));
    }

    @Test
    void refusesArgumentsThatAreNoObject() {
        assertRefused(
                "invalid_tool_arguments",
                new Message(Role.ASSISTANT, List.of(new Part.ToolCall("c", "now", "{\"a\":"))));
        assertRefused(
                "invalid_tool_arguments", new Message(Role.ASSISTANT, List.of(new Part.ToolCall("c", "now", "[1]"))));
    }

    @Test
    void refusesAResultThatBelongsToNoCall() {
        assertRefused("invalid_value", new Message(Role.TOOL, List.of(new Part.ToolResult(null, "Noon."))));
    }

    @Test
    void makesIdsThatBedrockTakesForBothCallAndResult() {
        String id = "call|" + "x".repeat(80);
        ObjectNode body = write(
                new Message(Role.ASSISTANT, List.of(new Part.ToolCall(id, "now", "{}"))),
                new Message(Role.TOOL, List.of(new Part.ToolResult(id, "Noon."))));

        String written = body.at("/messages/0/content/0/toolUse/toolUseId").asText();
        assertThat(written).matches("[a-zA-Z0-9_.:-]{1,64}");
        assertThat(body.at("/messages/1/content/0/toolResult/toolUseId").asText())
                .isEqualTo(written);
    }

    @Test
    void givesBackThoughtsAsTheModelsWantThem() {
        Message thoughts = new Message(
                Role.ASSISTANT,
                List.of(
                        new Part.Reasoning("Unsigned."),
                        new Part.Reasoning("Signed.", "c2ln", null, null),
                        new Part.Reasoning("", null, "cmVk", null),
                        new Part.Reasoning("", null, "b3BlbmFp", "rs_1"),
                        new Part.Reasoning("", null, "no base64", null),
                        new Part.ToolCall("c", "now", "{}", "sig", null)));

        assertThat(write("anthropic.claude-opus-4-6-v1", thoughts)
                        .at("/messages/0/content")
                        .toString())
                .startsWith("[{\"reasoningContent\":{\"reasoningText\":{\"text\":\"Signed.\",\"signature\":\"c2ln\"}}},"
                        + "{\"reasoningContent\":{\"redactedContent\":\"cmVk\"}},{\"toolUse\"");
        assertThat(losses.fields())
                .containsExactly("reasoning", "reasoning.encrypted", "reasoning.signature", "tool_choice.none");
        assertThat(write(LLAMA, thoughts).at("/messages/0/content/0").toString())
                .isEqualTo("{\"reasoningContent\":{\"reasoningText\":{\"text\":\"Unsigned.\"}}}");
    }

    @Test
    void namesWhatOtherDialectsHaveInTheirMessages() {
        Citation foreign = new Citation("other", "https://example.com", null, null, 0, 2, Json.object());
        ObjectNode body = write(
                new Message(Role.USER, List.of(new Part.Opaque("other", "search", Json.object())), "Ann"),
                new Message(
                        Role.ASSISTANT, List.of(new Part.Text("Hi", List.of(foreign), null), new Part.Refusal("No."))));

        assertThat(body.get("messages").toString())
                .isEqualTo("[{\"role\":\"assistant\",\"content\":[{\"text\":\"Hi\"},{\"text\":\"No.\"}]}]");
        assertThat(losses.fields())
                .containsExactly(
                        "messages.name",
                        "messages.content.search",
                        "messages.content.citations",
                        "messages.content.refusal");
    }

    @Test
    void namesTheSamplingThatBedrockLacks() {
        ObjectNode body = write(asking().sampling(new Sampling(
                        1.7, 0.5, 3, 0.1, 4L, 0.2, 0.3, Json.object().put("1", 2), true, 2, 2))
                .parallelToolCalls(false)
                .user("u")
                .format(new OutputFormat.JsonObject()));

        assertThat(body.get("inferenceConfig").toString()).isEqualTo("{\"temperature\":1.0,\"topP\":0.5}");
        assertThat(losses.fields())
                .containsExactlyInAnyOrder(
                        "temperature",
                        "top_k",
                        "min_p",
                        "seed",
                        "frequency_penalty",
                        "presence_penalty",
                        "logit_bias",
                        "logprobs",
                        "top_logprobs",
                        "n",
                        "parallel_tool_calls",
                        "user",
                        "response_format.json_object");
    }

    @Test
    void saysNothingOfWhatHasNoEffect() {
        write(asking().sampling(new Sampling(1.0, null, null, null, null, 0.0, 0.0, Json.object(), false, 0, 1))
                .parallelToolCalls(true)
                .serviceTier("auto"));

        assertThat(losses.fields()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"priority, priority", "flex, flex", "default, default", "standard_only, default"})
    void writesTheServiceTierInBedrocksWords(String tier, String written) {
        assertThat(write(asking().serviceTier(tier)).at("/serviceTier/type").asText())
                .isEqualTo(written);
        assertThat(losses.fields()).isEmpty();
    }

    @Test
    void namesATierThatBedrockLacks() {
        assertThat(write(asking().serviceTier("scale")).has("serviceTier")).isFalse();
        assertThat(losses.fields()).containsExactly("service_tier");
    }

    @Test
    void sendsMetadataAsFarAsBedrockTakesIt() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("team", "search & find");
        metadata.put("mail", "a@example.com");
        metadata.put("long", "x".repeat(257));

        assertThat(write(asking().metadata(metadata)).get("requestMetadata").toString())
                .isEqualTo("{\"mail\":\"a@example.com\"}");
        assertThat(losses.fields()).containsExactly("metadata");
    }

    @Test
    void writesTheSameBytesForTheSameRequest() {
        ChatRequest request = new ConverseDialect()
                .decodeRequest(new WireRequest(LLAMA, false, Goldens.json("request.json")), new Losses());

        assertThat(Json.bytes(
                        new ConverseDialect().encodeRequest(request, losses).body()))
                .isEqualTo(Json.bytes(
                        new ConverseDialect().encodeRequest(request, losses).body()));
    }

    private void assertRefused(String code, Message message) {
        assertThatThrownBy(() -> write(message)).isInstanceOfSatisfying(GatewayError.class, error -> {
            assertThat(error.status()).isEqualTo(400);
            assertThat(error.code()).isEqualTo(code);
            assertThat(error.param()).isEqualTo("messages");
            assertThat(error.text()).endsWith(".");
        });
    }

    private static Message user(Part... parts) {
        return new Message(Role.USER, List.of(parts));
    }

    private static ChatRequest.Builder asking() {
        return ChatRequest.of(LLAMA, List.of(new Message(Role.USER, "Hi")));
    }

    private ObjectNode write(Message... messages) {
        return write(LLAMA, messages);
    }

    private ObjectNode write(String model, Message... messages) {
        return write(ChatRequest.of(model, List.of(messages)));
    }

    private ObjectNode write(ChatRequest.Builder request) {
        return new ConverseDialect().encodeRequest(request.build(), losses).body();
    }
}
