package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.provider.gemini.wire.ProtoFields;
import dev.caravan.spi.chat.Citation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads where the statements of a candidate come from: {@code groundingMetadata}, what Gemini looked up, and {@code
 * citationMetadata}, what it quotes by heart. A citation's details are the chunk or the source as Gemini writes it.
 */
final class GroundingReader {

    /**
     * A citation with the place that it names, not yet found in a text.
     *
     * @param startByte the first byte of the text, or -1
     * @param endByte the byte behind the last one, or -1
     */
    record Cited(
            @Nullable String url,
            @Nullable String title,
            @Nullable String quote,
            long startByte,
            long endByte,
            ObjectNode details) {

        /** Whether the text has the quoted words at that place. */
        boolean isOf(String text) {
            int start = start(text);
            int end = end(text);
            return start >= 0
                    && end >= start
                    && (quote == null || text.substring(start, end).equals(quote));
        }

        Citation in(String text) {
            return isOf(text) ? citation(start(text), end(text)) : citation(-1, -1);
        }

        private Citation citation(int start, int end) {
            return new Citation(GeminiDialect.NAME, url, title, quote, start, end, details);
        }

        private int start(String text) {
            return startByte < 0 ? -1 : Utf8Offsets.charAt(text, startByte);
        }

        private int end(String text) {
            return endByte < 0 ? -1 : Utf8Offsets.charAt(text, endByte);
        }
    }

    private static final List<String> KINDS = List.of("web", "retrievedContext", "maps", "image");

    private GroundingReader() {}

    static List<Cited> read(ProtoFields candidate) {
        List<Cited> cited = new ArrayList<>();
        ProtoFields grounding = candidate.object("groundingMetadata");
        if (grounding != null) {
            List<ProtoFields> chunks = grounding.objects("groundingChunks");
            for (ProtoFields support : grounding.objects("groundingSupports")) {
                read(support, chunks, cited);
            }
        }
        ProtoFields citations = candidate.object("citationMetadata");
        if (citations != null) {
            citations.objects("citationSources").forEach(source -> cited.add(source(source)));
            citations.objects("citations").forEach(source -> cited.add(source(source)));
        }
        return cited;
    }

    private static void read(ProtoFields support, List<ProtoFields> chunks, List<Cited> cited) {
        ProtoFields segment = support.object("segment");
        var indices = support.any("groundingChunkIndices");
        if (indices == null) {
            return;
        }
        for (var index : indices) {
            int at = index.asInt(-1);
            if (at >= 0 && at < chunks.size()) {
                cited.add(chunk(chunks.get(at), segment));
            }
        }
    }

    private static Cited chunk(ProtoFields chunk, @Nullable ProtoFields segment) {
        String url = null;
        String title = null;
        for (String kind : KINDS) {
            ProtoFields source = chunk.object(kind);
            if (source != null) {
                url = source.text(kind.equals("image") ? "sourceUri" : "uri");
                title = source.text("title");
            }
        }
        return new Cited(
                url,
                title,
                segment == null ? null : segment.text("text"),
                segment == null ? -1 : place(segment, "startIndex", 0),
                segment == null ? -1 : place(segment, "endIndex", -1),
                chunk.json());
    }

    private static Cited source(ProtoFields source) {
        return new Cited(
                source.text("uri"),
                source.text("title"),
                null,
                place(source, "startIndex", 0),
                place(source, "endIndex", -1),
                source.json());
    }

    /** Zero is left out on the wire. */
    private static long place(ProtoFields fields, String field, long otherwise) {
        Long place = fields.wholeNumber(field);
        return place == null ? otherwise : place;
    }
}
