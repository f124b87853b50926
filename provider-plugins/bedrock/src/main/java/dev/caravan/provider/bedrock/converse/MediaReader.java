package dev.caravan.provider.bedrock.converse;

import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.Fields;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads blocks of images, documents, videos and sound. An object in S3 is a URL with the scheme {@code s3}. */
final class MediaReader {

    private final String prefix;
    private final Losses losses;

    /** @param prefix what stands before a loss's name */
    MediaReader(String prefix, Losses losses) {
        this.prefix = prefix;
        this.losses = losses;
    }

    Part image(Fields block) {
        Fields image = block.requiredObject("image");
        String type = MediaFormats.IMAGES.mediaType(image.requiredText("format"));
        Part read = new Part.Image(source(image.requiredObject("source"), "image", type));
        image.reportUnread(prefix + "image.", losses);
        return read;
    }

    Part video(Fields block) {
        Fields video = block.requiredObject("video");
        String type = MediaFormats.VIDEOS.mediaType(video.requiredText("format"));
        Part read = new Part.Video(source(video.requiredObject("source"), "video", type));
        video.reportUnread(prefix + "video.", losses);
        return read;
    }

    Part audio(Fields block) {
        Fields audio = block.requiredObject("audio");
        String format = audio.requiredText("format");
        MediaSource source = source(audio.requiredObject("source"), "audio", MediaFormats.SOUNDS.mediaType(format));
        audio.reportUnread(prefix + "audio.", losses);
        return new Part.Audio(source, format);
    }

    Part document(Fields block) {
        Fields document = block.requiredObject("document");
        String format = document.text("format");
        String name = DocumentNames.read(document.requiredText("name"), format);
        MediaSource source = documentSource(document.requiredObject("source"), format);
        Fields citations = document.object("citations");
        Part read = new Part.Document(
                source, name, document.text("context"), citations != null && citations.isTrue("enabled"), null);
        document.reportUnread(prefix + "document.", losses);
        return read;
    }

    private MediaSource documentSource(Fields source, @Nullable String format) {
        String type = format == null ? null : MediaFormats.DOCUMENTS.mediaType(format);
        String text = source.text("text");
        List<Fields> chunks = source.objects("content");
        if (text == null && chunks.isEmpty()) {
            return source(source, "document", type);
        }
        if (text == null) {
            text = chunks.stream().map(chunk -> chunk.requiredText("text")).collect(Collectors.joining("\n"));
            if (chunks.size() > 1) {
                losses.add(prefix + "document.source.content");
            }
        }
        source.reportUnread(prefix + "document.source.", losses);
        if (format == null || format.equals("txt")) {
            return new MediaSource.PlainText(text);
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new MediaSource.Inline(type, Base64.getEncoder().encodeToString(bytes));
    }

    private MediaSource source(Fields source, String kind, @Nullable String mediaType) {
        String bytes = source.text("bytes");
        if (bytes != null) {
            source.reportUnread(prefix + kind + ".source.", losses);
            return new MediaSource.Inline(mediaType, bytes);
        }
        Fields s3 = source.object("s3Location");
        if (s3 == null) {
            throw source.missing("bytes");
        }
        String uri = s3.requiredText("uri");
        s3.reportUnread(prefix + kind + ".source.s3Location.", losses);
        return new MediaSource.Url(uri, mediaType);
    }
}
