package dev.caravan.processors.guardrails;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.Operation;
import dev.caravan.spi.guard.Judgement;
import dev.caravan.spi.guard.Side;
import dev.caravan.spi.guard.Subject;
import dev.caravan.spi.guard.TextJudge;
import dev.caravan.spi.wire.Json;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every text of a body is seen, and nothing else: in the bodies here every text has {@code a@b} in it, and so has much that is
 * none, written {@code x@y}.
 */
class BodyTextsTest {

    private static final TestScanner MARK = TestScanner.of("mark", "[ax]@[by]", "[ax@by]");

    private enum Body {
        CHAT(
                Operation.CHAT_COMPLETIONS,
                """
                {"model":"x@y","user":"x@y","tools":[{"type":"function","function":{"name":"x@y","description":"x@y"}}],
                 "prediction":{"type":"content","content":"a@b"},"messages":[
                 {"role":"system","content":"a@b"},
                 {"role":"user","name":"x@y","content":[{"type":"text","text":"a@b"},{"type":"image_url","image_url":{"url":"x@y"}},
                  {"type":"input_audio","input_audio":{"data":"x@y","format":"wav"}},{"type":"file","file":{"file_data":"x@y"}}]},
                 {"role":"assistant","content":null,"audio":{"id":"x@y","data":"x@y","transcript":"a@b"}},
                 {"role":"assistant","content":null,"refusal":"a@b","reasoning_content":"a@b",
                  "tool_calls":[{"id":"x@y","type":"function","function":{"name":"x@y","arguments":"{\\"to\\":\\"\\\\na@b\\"}"}},
                   {"id":"x@y","type":"custom","custom":{"name":"x@y","input":"a@b"}}]},
                 {"role":"tool","tool_call_id":"x@y","content":"a@b"}]}"""),
        MESSAGES(
                Operation.MESSAGES,
                """
                {"model":"x@y","metadata":{"user_id":"x@y"},"system":[{"type":"text","text":"a@b","cache_control":{"type":"x@y"}}],
                 "messages":[{"role":"user","content":"a@b"},
                 {"role":"assistant","content":[{"type":"thinking","thinking":"a@b","signature":"x@y"},
                  {"type":"redacted_thinking","data":"x@y"},
                  {"type":"tool_use","id":"x@y","name":"x@y","input":{"to":"a@b","id":"a@b","deep":[{"type":"a@b"}]}}]},
                 {"role":"user","content":[{"type":"tool_result","tool_use_id":"x@y","content":[{"type":"text","text":"a@b"}]},
                  {"type":"tool_result","tool_use_id":"x@y","content":"a@b"},
                  {"type":"image","source":{"type":"base64","media_type":"image/png","data":"x@y"}},
                  {"type":"document","title":"a@b","source":{"type":"text","media_type":"text/plain","data":"a@b"}},
                  {"type":"document","source":{"type":"url","url":"x@y"}}]}]}"""),
        RESPONSES(
                Operation.RESPONSES,
                """
                {"model":"x@y","instructions":"a@b","prompt":{"id":"x@y","variables":{"who":"a@b","name":"a@b"}},
                 "input":[{"role":"user","content":"a@b"},
                 {"type":"message","id":"x@y","role":"user","content":[{"type":"input_text","text":"a@b"},
                  {"type":"input_image","image_url":"x@y"},{"type":"input_file","file_data":"x@y"}]},
                 {"type":"reasoning","id":"x@y","summary":[{"type":"summary_text","text":"a@b"}],"encrypted_content":"x@y"},
                 {"type":"function_call","call_id":"x@y","name":"x@y","arguments":"{\\"to\\":\\"a@b\\"}"},
                 {"type":"function_call_output","call_id":"x@y","output":"a@b"},
                 {"type":"custom_tool_call","call_id":"x@y","name":"x@y","input":"a@b"}]}"""),
        RESPONSES_TEXT(Operation.RESPONSES, "{\"model\":\"x@y\",\"input\":\"a@b\"}"),
        GEMINI(
                Operation.GENERATE_CONTENT,
                """
                {"systemInstruction":{"parts":[{"text":"a@b"}]},"contents":[{"role":"user","parts":[{"text":"a@b"},
                 {"inlineData":{"mimeType":"text/plain","data":"x@y"}},{"fileData":{"fileUri":"x@y"}}]},
                 {"role":"model","parts":[{"text":"a@b","thought":true,"thoughtSignature":"x@y"},
                  {"functionCall":{"name":"x@y","id":"x@y","args":{"name":"a@b"}}},{"executableCode":{"language":"x@y","code":"a@b"}}]},
                 {"role":"user","parts":[{"functionResponse":{"name":"x@y","response":{"id":"a@b"}}}]}]}"""),
        OLLAMA_CHAT(
                Operation.OLLAMA_CHAT,
                """
                {"model":"x@y","messages":[{"role":"user","content":"a@b","images":["x@y"]},{"role":"assistant","thinking":"a@b",
                 "content":"a@b","tool_calls":[{"function":{"name":"x@y","arguments":{"name":"a@b"}}}]},
                 {"role":"tool","tool_name":"x@y","content":"a@b"}]}"""),
        OLLAMA_GENERATE(
                Operation.OLLAMA_GENERATE,
                "{\"model\":\"x@y\",\"system\":\"a@b\",\"prompt\":\"a@b\",\"suffix\":\"a@b\",\"images\":[\"x@y\"]}"),
        COHERE(
                Operation.COHERE_CHAT,
                """
                {"model":"x@y","documents":["a@b",{"id":"x@y","data":{"id":"a@b"}}],"messages":[{"role":"user","content":"a@b"},
                 {"role":"assistant","tool_plan":"a@b","tool_calls":[{"id":"x@y","type":"function",
                  "function":{"name":"x@y","arguments":"{\\"to\\":\\"a@b\\"}"}}]},
                 {"role":"tool","tool_call_id":"x@y","content":[{"type":"document","document":{"id":"x@y","data":"a@b"}}]}]}"""),
        EMBEDDINGS(Operation.EMBEDDINGS, "{\"model\":\"x@y\",\"input\":[\"a@b\",\"a@b\"]}"),
        TOKENS(Operation.EMBEDDINGS, "{\"model\":\"x@y\",\"input\":[[1,2],[3]]}"),
        GEMINI_EMBEDDINGS(
                Operation.GEMINI_EMBEDDINGS,
                "{\"requests\":[{\"model\":\"x@y\",\"content\":{\"parts\":[{\"text\":\"a@b\"}]},\"title\":\"a@b\"}]}"),
        OLLAMA_EMBEDDINGS(Operation.OLLAMA_EMBEDDINGS, "{\"model\":\"x@y\",\"input\":\"a@b\"}"),
        COHERE_EMBEDDINGS(
                Operation.COHERE_EMBEDDINGS,
                "{\"texts\":[\"a@b\"],\"inputs\":[{\"content\":[{\"type\":\"text\",\"text\":\"a@b\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"x@y\"}}]}]}"),
        IMAGE(Operation.IMAGE_GENERATIONS, "{\"model\":\"x@y\",\"prompt\":\"a@b\"}");

        private final Operation operation;
        private final String json;

        Body(Operation operation, String json) {
            this.operation = operation;
            this.json = json;
        }
    }

    private enum Answer {
        CHAT(
                Operation.CHAT_COMPLETIONS,
                """
                {"id":"x@y","choices":[{"index":0,"finish_reason":"x@y","message":{"role":"assistant","content":"a@b",
                 "annotations":[{"type":"url_citation","url_citation":{"url":"x@y","title":"a@b"}}],
                 "tool_calls":[{"id":"x@y","type":"function","function":{"name":"x@y","arguments":"{\\"to\\":\\"a@b\\"}"}}]},
                 "logprobs":null}]}"""),
        MESSAGES(
                Operation.MESSAGES,
                """
                {"id":"x@y","content":[{"type":"thinking","thinking":"a@b","signature":"x@y"},{"type":"text","text":"a@b",
                 "citations":[{"type":"char_location","cited_text":"a@b","document_title":"a@b"}]},
                 {"type":"tool_use","id":"x@y","name":"x@y","input":{"name":"a@b"}},
                 {"type":"something_new","words":"a@b"}],"stop_sequence":"x@y"}"""),
        RESPONSES(
                Operation.RESPONSES,
                """
                {"id":"x@y","instructions":"x@y","output":[{"type":"message","id":"x@y","content":[{"type":"output_text","text":"a@b",
                 "annotations":[],"logprobs":[]}]},{"type":"image_generation_call","id":"x@y","result":"x@y"},
                 {"type":"function_call","id":"x@y","call_id":"x@y","name":"x@y","arguments":"{\\"to\\":\\"a@b\\"}"}]}"""),
        GEMINI(
                Operation.GENERATE_CONTENT,
                """
                {"candidates":[{"content":{"role":"model","parts":[{"text":"a@b"},{"functionCall":{"name":"x@y","args":{"to":"a@b"}}}]},
                 "groundingMetadata":{"groundingChunks":[{"web":{"uri":"x@y","title":"a@b"}}],
                 "groundingSupports":[{"segment":{"text":"a@b"}}]}}],"modelVersion":"x@y"}"""),
        OLLAMA_CHAT(
                Operation.OLLAMA_CHAT,
                "{\"model\":\"x@y\",\"message\":{\"role\":\"assistant\",\"content\":\"a@b\",\"thinking\":\"a@b\"}}"),
        OLLAMA_GENERATE(
                Operation.OLLAMA_GENERATE,
                "{\"model\":\"x@y\",\"response\":\"a@b\",\"thinking\":\"a@b\",\"context\":[]}"),
        COHERE(
                Operation.COHERE_CHAT,
                """
                {"id":"x@y","message":{"role":"assistant","content":[{"type":"text","text":"a@b"}],"tool_plan":"a@b",
                 "citations":[{"start":0,"end":3,"text":"a@b","sources":[{"type":"tool","id":"x@y","tool_output":{"id":"a@b"}}]}]}}""");

        private final Operation operation;
        private final String json;

        Answer(Operation operation, String json) {
            this.operation = operation;
            this.json = json;
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyTextOfARequestIsSeenAndNothingElseIsChanged(Body body) {
        assertEveryTextIsRedacted(TextShapes.ofRequest(body.operation), body.json);
    }

    @ParameterizedTest
    @EnumSource
    void everyTextOfAnAnswerIsSeenAndNothingElseIsChanged(Answer answer) {
        assertEveryTextIsRedacted(TextShapes.ofAnswer(answer.operation), answer.json);
    }

    private static void assertEveryTextIsRedacted(@Nullable TextShape shape, String json) {
        ObjectNode body = object(json);

        ObjectNode changed = BodyTexts.inspect(
                Objects.requireNonNull(shape), body, Guards.inspection(Side.INPUT, Guards.redacting(MARK)));

        assertThat(body).isEqualTo(object(json));
        assertThat(changed == null ? body : changed).isEqualTo(object(json.replace("a@b", "[mark]")));
    }

    @Test
    void aBodyInWhichNothingIsFoundIsLeftAlone() {
        ObjectNode body = object("{\"messages\":[{\"role\":\"user\",\"content\":\"nothing\"}]}");

        assertThat(BodyTexts.inspect(chat(), body, Guards.inspection(Side.INPUT, Guards.redacting(MARK))))
                .isNull();
    }

    @Test
    void whatSpellsARedactedAnswerOutIsRemoved() {
        ObjectNode body = object(
                "{\"choices\":[{\"message\":{\"content\":\"a@b\"},\"logprobs\":{\"content\":[{\"token\":\"a\"}]}}]}");

        ObjectNode changed = BodyTexts.inspect(
                Objects.requireNonNull(TextShapes.ofAnswer(Operation.CHAT_COMPLETIONS)),
                body,
                Guards.inspection(Side.OUTPUT, Guards.redacting(MARK)));

        assertThat(changed)
                .isEqualTo(object("{\"choices\":[{\"message\":{\"content\":\"[mark]\"},\"logprobs\":null}]}"));
    }

    @Test
    void namesOfFieldsThatBecomeTheSameLoseNothing() {
        ObjectNode body = object("{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\","
                + "\"input\":{\"a@b\":1,\"x@y\":2}}]}]}");

        ObjectNode changed = BodyTexts.inspect(
                Objects.requireNonNull(TextShapes.ofRequest(Operation.MESSAGES)),
                body,
                Guards.inspection(Side.INPUT, Guards.redacting(MARK)));

        assertThat(changed)
                .isEqualTo(object("{\"messages\":[{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\","
                        + "\"input\":{\"redacted\":\"{\\\"[mark]\\\":1,\\\"[mark]\\\":2}\"}}]}]}"));
    }

    @Test
    void judgesSeeWhatScannersLeftAndWhatWasSaidLast() {
        TextJudge judge = subject -> CompletableFuture.completedFuture(Judgement.PASSED);
        Inspection inspection = Guards.inspection(
                Side.INPUT,
                Guards.redacting(MARK),
                Guards.named("judge", judge, GuardrailAction.BLOCK).built());
        ObjectNode body = object(
                "{\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"I am a@b.\"},{\"type\":\"text\",\"text\":\"Hi\"}]}]}");

        assertThat(BodyTexts.inspect(chat(), body, inspection)).isNotNull();

        Subject subject = inspection.subject();
        assertThat(subject.text()).isEqualTo("Be brief.\nI am [mark].\nHi");
        assertThat(subject.lastText()).isEqualTo("I am [mark].\nHi");
    }

    private static TextShape chat() {
        return Objects.requireNonNull(TextShapes.ofRequest(Operation.CHAT_COMPLETIONS));
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) Objects.requireNonNull(Json.parse(json));
    }
}
