package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.chat.CacheHint;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.MediaSource;
import dev.caravan.spi.chat.Part;
import dev.caravan.spi.wire.DataUrl;
import dev.caravan.spi.wire.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code image} and {@code document} blocks of a request. */
final class MediaReader {

    private final Losses losses;

    MediaReader(Losses losses) {
        this.losses = losses;
    }

    Part image(Fields block) {
        Fields source = block.requiredObject("source");
        MediaSource read =
                switch (source.requiredText("type")) {
                    case "base64" -> inline(source);
                    case "url" -> address(source, null);
                    case "file" -> new MediaSource.StoredFile(source.requiredText("file_id"));
                    default -> throw source.invalid("type", "expected 'base64', 'url' or 'file'");
                };
        return new Part.Image(read, null, CacheControl.read(block));
    }

    /** The document; behind it the images of one that is made of blocks. */
    List<Part> document(Fields block) {
        Fields source = block.requiredObject("source");
        List<Part> images = new ArrayList<>();
        MediaSource read =
                switch (source.requiredText("type")) {
                    case "base64" -> inline(source);
                    case "url" -> address(source, "application/pdf");
                    case "file" -> new MediaSource.StoredFile(source.requiredText("file_id"));
                    case "text" -> new MediaSource.PlainText(source.requiredText("data"));
                    case "content" -> new MediaSource.PlainText(content(source, images));
                    default -> throw source.invalid("type", "expected 'base64', 'url', 'file', 'text' or 'content'");
                };
        Fields citations = block.object("citations");
        boolean cited = citations != null && citations.isTrue("enabled");
        CacheHint cache = CacheControl.read(block);
        List<Part> parts = new ArrayList<>();
        parts.add(new Part.Document(read, block.text("title"), block.text("context"), cited, cache));
        parts.addAll(images);
        return parts;
    }

    /** A document in blocks is told as one text: where the blocks end is lost, which matters to citations only. */
    private String content(Fields source, List<Part> images) {
        JsonNode content = source.any("content");
        if (content != null && content.isTextual()) {
            return content.textValue();
        }
        List<Part> parts = new BlockReader(losses).read(source, "content");
        if (parts.size() != 1) {
            losses.add("messages.content.document.source.content");
        }
        parts.stream().filter(Part.Image.class::isInstance).forEach(images::add);
        return parts.stream()
                .filter(Part.Text.class::isInstance)
                .map(part -> ((Part.Text) part).text())
                .collect(Collectors.joining("\n"));
    }

    /** Data URLs hold the bytes themselves. */
    private static MediaSource address(Fields source, @Nullable String mediaType) {
        String url = source.requiredText("url");
        if (!DataUrl.isDataUrl(url)) {
            return new MediaSource.Url(url, mediaType);
        }
        MediaSource.Inline bytes = DataUrl.base64(url);
        if (bytes == null || bytes.mediaType() == null) {
            throw source.invalid("url", "expected an http URL, or a data URL in base64 with a media type");
        }
        return bytes;
    }

    private static MediaSource inline(Fields source) {
        return new MediaSource.Inline(source.requiredText("media_type"), source.requiredText("data"));
    }
}
