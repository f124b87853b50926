package dev.caravan.provider.echo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.GatewayError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * An answer of {@code POST /v1/audio/speech}: a WAV of silence, a hundredth of a second for each character, of ten seconds at
 * most; with {@code stream_format: sse} as events. Source of the format: OpenAI's API reference, <a
 * href="https://platform.openai.com/docs/api-reference/audio/createSpeech">create speech</a>.
 */
final class SpeechAnswer {

    private static final int SAMPLES_PER_SECOND = 8000;
    private static final int SAMPLES_PER_CHARACTER = SAMPLES_PER_SECOND / 100;
    private static final int MOST_CHARACTERS = 1000;
    private static final byte SILENCE = (byte) 128;

    private SpeechAnswer() {}

    /** @throws GatewayError 400 when the request is malformed */
    static Content to(RequestFields request) {
        String input = request.requiredText("input");
        byte[] wav = wav(Math.min(MOST_CHARACTERS, input.length()) * SAMPLES_PER_CHARACTER);
        if (!request.text("stream_format").orElse("audio").equals("sse")) {
            return Content.of("audio/wav", wav);
        }
        ObjectNode delta = Json.object()
                .put("type", "speech.audio.delta")
                .put("audio", Base64.getEncoder().encodeToString(wav));
        int tokens = Tokens.words(input).count();
        ObjectNode done = Json.object().put("type", "speech.audio.done");
        done.putObject("usage")
                .put("input_tokens", tokens)
                .put("output_tokens", tokens)
                .put("total_tokens", 2 * tokens);
        return Content.events(List.of(Content.event(delta), Content.event(done)));
    }

    /** One channel of samples of a byte each. */
    private static byte[] wav(int samples) {
        ByteBuffer wav = ByteBuffer.allocate(44 + samples).order(ByteOrder.LITTLE_ENDIAN);
        wav.put(ascii("RIFF")).putInt(36 + samples).put(ascii("WAVEfmt ")).putInt(16);
        wav.putShort((short) 1).putShort((short) 1).putInt(SAMPLES_PER_SECOND).putInt(SAMPLES_PER_SECOND);
        wav.putShort((short) 1).putShort((short) 8).put(ascii("data")).putInt(samples);
        byte[] bytes = wav.array();
        Arrays.fill(bytes, 44, bytes.length, SILENCE);
        return bytes;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
