package dev.caravan.provider.echo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.LocalAnswer;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.testkit.CollectingSubscriber;
import dev.caravan.testkit.Requests;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainSurfacesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'Say hi'|1|2|3",
                "['a b','c']|2|3|5",
                "[1,2,3]|1|1|2",
                "[[1,2],[3]]|2|2|4",
            },
            quoteCharacter = '`')
    void aPromptGoesOnWithItself(String prompt, int choices, int asked, int answered) {
        JsonNode answer =
                EchoCalls.json(EchoCalls.answer(Operation.COMPLETIONS, "{'model':'m','prompt':" + prompt + "}"));

        assertThat(answer.path("object").textValue()).isEqualTo("text_completion");
        assertThat(answer.path("choices")).hasSize(choices);
        assertThat(answer.at("/choices/0/text").textValue()).startsWith(" echo: ");
        assertThat(answer.at("/choices/0/finish_reason").textValue()).isEqualTo("stop");
        assertThat(answer.at("/usage/prompt_tokens").intValue()).isEqualTo(asked);
        assertThat(answer.at("/usage/completion_tokens").intValue()).isEqualTo(answered);
    }

    @Test
    void aStreamedCompletionTellsItsUseWhenAsked() {
        String stream = EchoCalls.text(EchoCalls.answer(
                Operation.COMPLETIONS,
                "{'model':'m','prompt':'Say hi','stream':true,'stream_options':{'include_usage':true}}"));

        List<JsonNode> chunks = EchoCalls.chunks(stream);
        assertThat(chunks.stream()
                        .map(chunk -> chunk.at("/choices/0/text").asText())
                        .reduce("", String::concat))
                .isEqualTo(" echo: Say hi");
        assertThat(chunks.get(chunks.size() - 1).at("/usage/total_tokens").intValue())
                .isEqualTo(5);
        assertThat(stream).endsWith("data: [DONE]\n\n");
    }

    @Test
    void speechIsAWavThatPlayersRead() throws Exception {
        LocalAnswer answer = EchoCalls.answer(Operation.SPEECH, "{'model':'m','input':'Hello','voice':'alloy'}");

        assertThat(EchoCalls.header(answer, "content-type")).isEqualTo("audio/wav");
        byte[] wav = CollectingSubscriber.readAll(answer.body(), EchoCalls.PATIENCE)
                .items()
                .get(0);
        try (AudioInputStream sound = AudioSystem.getAudioInputStream(new ByteArrayInputStream(wav))) {
            assertThat(sound.getFrameLength()).isEqualTo(400);
        }
    }

    @Test
    void speechComesAsEventsWhenAsked() {
        List<JsonNode> events = EchoCalls.chunks(EchoCalls.text(
                EchoCalls.answer(Operation.SPEECH, "{'model':'m','input':'Hello','stream_format':'sse'}")));

        assertThat(events)
                .extracting(event -> event.path("type").textValue())
                .containsExactly("speech.audio.delta", "speech.audio.done");
    }

    @Test
    void moderationsFlagAWord() {
        JsonNode answer =
                EchoCalls.json(EchoCalls.answer(Operation.MODERATIONS, "{'input':['peace','I like violence']}"));

        assertThat(answer.at("/results/0/flagged").booleanValue()).isFalse();
        assertThat(answer.at("/results/1/categories/violence").booleanValue()).isTrue();
    }

    @Test
    void documentsAreRankedByTheWordsOfTheQuery() {
        JsonNode answer = EchoCalls.json(EchoCalls.answer(
                Operation.RERANK,
                "{'query':'capital of France','documents':['Bread',{'text':'Paris, capital of France'}],'top_n':1,"
                        + "'return_documents':true}"));

        assertThat(answer.path("results")).hasSize(1);
        assertThat(answer.at("/results/0/index").intValue()).isEqualTo(1);
        assertThat(answer.at("/results/0/relevance_score").doubleValue()).isEqualTo(1.0);
        assertThat(answer.at("/results/0/document/text").textValue()).startsWith("Paris");
        assertThat(answer.at("/meta/billed_units/search_units").intValue()).isEqualTo(1);
    }

    @Test
    void aTranscriptionTellsTheFilesNameAndTheFormsSize() {
        ProviderRequest form = Requests.valid(Operation.TRANSCRIPTIONS);

        assertThat(text(form)).contains("a.bin").contains("bytes");
        assertThat(text(Requests.of(Operation.TRANSCRIPTIONS)
                        .header("content-length", "12345678")
                        .build()))
                .contains("12345678 bytes");
    }

    @Test
    void formsOfImagesAreAnsweredWithOne() {
        ProviderRequest edit = Requests.of(Operation.IMAGE_EDITS)
                .header("content-type", "multipart/form-data; boundary=b")
                .body("--b--")
                .build();

        assertThat(json(edit).at("/data/0/b64_json").textValue()).startsWith("iVBOR");
        assertThat(EchoCalls.json(EchoCalls.answer(Operation.IMAGE_EDITS, "{'prompt':'a cat'}"))
                        .at("/data/0/b64_json")
                        .textValue())
                .startsWith("iVBOR");
    }

    private static String text(ProviderRequest request) {
        return json(request).path("text").textValue();
    }

    private static JsonNode json(ProviderRequest request) {
        try (Provider provider = EchoCalls.provider(Map.of())) {
            return EchoCalls.json((LocalAnswer) provider.prepare(request));
        }
    }
}
