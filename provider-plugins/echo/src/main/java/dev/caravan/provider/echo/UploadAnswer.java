package dev.caravan.provider.echo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.Operation;
import dev.caravan.spi.ProviderRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer to a form with a file in it. A transcription tells the file's name and how many bytes the form has; an image has a
 * colour that follows from the form. A long form is not shown to providers: its name stays unknown. Source of the formats:
 * OpenAI's API reference, <a
 * href="https://platform.openai.com/docs/api-reference/audio/createTranscription">create transcription</a> and <a
 * href="https://platform.openai.com/docs/api-reference/images/createEdit">create image edit</a>.
 */
final class UploadAnswer {

    private static final Pattern FILE = Pattern.compile("filename=\"([^\"]*)\"");

    /** A form's beginning, in which the first file is named. */
    private static final int LOOKED_AT = 64 * 1024;

    private UploadAnswer() {}

    static Content to(ProviderRequest request) {
        ByteBuffer body = request.body();
        String size = body == null ? length(request) : Integer.toString(body.remaining());
        ObjectNode answer = Json.object();
        if (request.operation() == Operation.TRANSCRIPTIONS || request.operation() == Operation.TRANSLATIONS) {
            answer.put(
                    "text", "echo: " + (body == null ? "a file" : fileName(body)) + ", a form of " + size + " bytes");
            answer.putObject("usage").put("type", "duration").put("seconds", 1);
            return Content.json(answer);
        }
        Fingerprint fingerprint = body == null ? Fingerprint.of(size) : Fingerprint.of(body);
        byte[] png = PngImage.ofColour((int) fingerprint.number() & 0xffffff);
        answer.put("created", EchoModels.CREATED)
                .putArray("data")
                .addObject()
                .put("b64_json", Base64.getEncoder().encodeToString(png));
        return Content.json(answer);
    }

    private static String length(ProviderRequest request) {
        String declared = request.headers().first("content-length");
        return declared == null ? "unknown" : declared;
    }

    private static String fileName(ByteBuffer body) {
        byte[] start = new byte[Math.min(LOOKED_AT, body.remaining())];
        body.duplicate().get(start);
        Matcher file = FILE.matcher(new String(start, StandardCharsets.UTF_8));
        return file.find() ? file.group(1) : "a file";
    }
}
