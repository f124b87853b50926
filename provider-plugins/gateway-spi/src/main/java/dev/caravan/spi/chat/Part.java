package dev.caravan.spi.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of a message. */
public sealed interface Part {

    /**
     * Text.
     *
     * @param cache the cache mark behind it, or null
     */
    record Text(String text, List<Citation> citations, @Nullable CacheHint cache) implements Part {

        public Text {
            citations = List.copyOf(citations);
        }

        /** Plain text without citations and marks. */
        public Text(String text) {
            this(text, List.of(), null);
        }
    }

    /**
     * A picture.
     *
     * @param detail how closely to look, as OpenAI has it ({@code low}, {@code high}, {@code auto}), or null
     */
    record Image(MediaSource source, @Nullable String detail, @Nullable CacheHint cache) implements Part {

        public Image(MediaSource source) {
            this(source, null, null);
        }
    }

    /**
     * A document, such as a PDF.
     *
     * @param name the file's name or the document's title, or null
     * @param context what to know about it, not to be cited from, or null
     * @param citations whether the answer shall cite from it
     */
    record Document(
            MediaSource source,
            @Nullable String name,
            @Nullable String context,
            boolean citations,
            @Nullable CacheHint cache)
            implements Part {

        public Document(MediaSource source, @Nullable String name) {
            this(source, name, null, false, null);
        }
    }

    /**
     * Sound.
     *
     * @param format such as {@code wav} or {@code mp3}, or null where the source has a media type
     */
    record Audio(MediaSource source, @Nullable String format) implements Part {}

    /** Moving pictures. */
    record Video(MediaSource source) implements Part {}

    /**
     * The model asks for a tool.
     *
     * @param id what the result refers to; null in dialects without ids
     * @param name the tool's name
     * @param arguments JSON text, as the model wrote it: an object, but models err
     * @param signature an opaque mark of the provider that has to come back with the call (Gemini's thought signature), or null
     */
    record ToolCall(
            @Nullable String id, String name, String arguments, @Nullable String signature, @Nullable CacheHint cache)
            implements Part {

        public ToolCall(@Nullable String id, String name, String arguments) {
            this(id, name, arguments, null, null);
        }
    }

    /**
     * What a tool gave back.
     *
     * @param callId the call's id; null in dialects without ids
     * @param name the tool's name, or null in dialects that go by the id: see {@link ChatRequest#toolName}
     * @param content {@link Text}, {@link Image}, {@link Document} and {@link Opaque} parts
     * @param error whether the tool failed
     */
    record ToolResult(
            @Nullable String callId,
            @Nullable String name,
            List<Part> content,
            boolean error,
            @Nullable CacheHint cache)
            implements Part {

        public ToolResult {
            content = List.copyOf(content);
        }

        public ToolResult(@Nullable String callId, String text) {
            this(callId, null, List.of(new Text(text)), false, null);
        }
    }

    /**
     * What the model thought before it answered.
     *
     * @param text the thoughts, or their summary; empty when the provider shows none
     * @param signature the provider's proof that the thoughts are its own, or null; it has to come back unchanged
     * @param encrypted thoughts that only the provider can read (Anthropic's redacted thinking, OpenAI's encrypted content), or
     *     null
     * @param id the item's id in OpenAI's responses, or null
     */
    record Reasoning(String text, @Nullable String signature, @Nullable String encrypted, @Nullable String id)
            implements Part {

        public Reasoning(String text) {
            this(text, null, null, null);
        }
    }

    /** The model declines, in its words. */
    record Refusal(String text) implements Part {}

    /**
     * Something that only one dialect has. It is kept where the answer goes back in the same dialect, and reported as lost
     * elsewhere.
     *
     * @param dialect the dialect's name
     * @param type the block's type in that dialect
     * @param json the block as that dialect writes it
     */
    record Opaque(String dialect, String type, JsonNode json) implements Part {}
}
