package dev.caravan.acceptance.sdk;

import static dev.caravan.acceptance.sdk.OpenAiClients.client;
import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.http.HttpResponse;
import com.openai.core.http.StreamResponse;
import com.openai.models.audio.speech.SpeechCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionStreamEvent;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.images.ImageEditParams;
import com.openai.models.moderations.ModerationCreateParams;
import dev.caravan.acceptance.gateway.AtEachBaseUrl;
import dev.caravan.acceptance.gateway.GatewayWithUpstream;
import dev.caravan.acceptance.upstream.RecordedCall;
import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Java SDK's completions, images, audio and moderations. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavaSdkSurfacesIT {

    private static final String TEXT = "Grüße aus der Karawanserei – 你好 👋";

    @RegisterExtension
    private final GatewayWithUpstream setup = GatewayWithUpstream.start();

    @AtEachBaseUrl
    void a_completion_is_answered(String baseUrl) {
        var answer = client(baseUrl)
                .completions()
                .create(CompletionCreateParams.builder()
                        .model("gpt-3.5-turbo-instruct")
                        .prompt("Hi")
                        .build());

        assertThat(answer.choices().get(0).text()).isEqualTo(TEXT);
        assertThat(setup.upstream().onlyCall().path()).isEqualTo("/v1/completions");
    }

    @AtEachBaseUrl
    void a_long_sound_becomes_text_whole_and_a_short_one_streamed(String baseUrl) {
        var whole = client(baseUrl).audio().transcriptions().create(transcriptionOf(2_000_000));
        List<TranscriptionStreamEvent> events;
        try (StreamResponse<TranscriptionStreamEvent> stream =
                client(baseUrl).audio().transcriptions().createStreaming(transcriptionOf(20_000))) {
            events = stream.stream().toList();
        }

        assertThat(whole.asTranscription().text()).isEqualTo(TEXT);
        assertThat(events).hasSize(3);
        assertThat(events.get(2).asTranscriptTextDone().text()).isEqualTo(TEXT);
        assertThat(setup.upstream().calls("/v1/audio/transcriptions"))
                .hasSize(2)
                .allSatisfy(call -> {
                    assertThat(call.header("content-type")).startsWith("multipart/form-data; boundary=");
                    assertThat(call.bodyBytes()).isGreaterThan(20_000);
                })
                .anySatisfy(call -> assertThat(call.bodyBytes()).isGreaterThan(2_000_000));
    }

    private static TranscriptionCreateParams transcriptionOf(int bytes) {
        return TranscriptionCreateParams.builder()
                .model("whisper-1")
                .file(sound(bytes))
                .build();
    }

    @AtEachBaseUrl
    void text_becomes_sound(String baseUrl) throws Exception {
        SpeechCreateParams question = SpeechCreateParams.builder()
                .model("tts-1")
                .voice("alloy")
                .input("Grüße")
                .build();

        try (HttpResponse answer = client(baseUrl).audio().speech().create(question)) {
            assertThat(answer.body().readAllBytes()).isEqualTo(sound(391 * 256));
        }
    }

    @AtEachBaseUrl
    void an_image_is_edited(String baseUrl) {
        var answer = client(baseUrl)
                .images()
                .edit(ImageEditParams.builder()
                        .model("gpt-image-1")
                        .image(sound(1000))
                        .prompt("Grüße")
                        .build());

        assertThat(answer.data().orElseThrow().get(0).b64Json()).isPresent();
        RecordedCall call = setup.upstream().onlyCall();
        assertThat(call.path()).isEqualTo("/v1/images/edits");
        assertThat(call.bodyText()).contains("Grüße").contains("gpt-image-1");
    }

    @AtEachBaseUrl
    void a_moderation_is_answered(String baseUrl) {
        var answer = client(baseUrl)
                .moderations()
                .create(ModerationCreateParams.builder().input("violence").build());

        assertThat(answer.results().get(0).categories().violence()).isTrue();
    }

    private static byte[] sound(int length) {
        byte[] sound = new byte[length];
        for (int i = 0; i < length; i++) {
            sound[i] = (byte) i;
        }
        return sound;
    }
}
