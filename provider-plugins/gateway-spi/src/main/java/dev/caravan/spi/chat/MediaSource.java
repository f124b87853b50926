package dev.caravan.spi.chat;

import org.jspecify.annotations.Nullable;

/** Where the bytes of an image, a document or a sound are. */
public sealed interface MediaSource {

    /**
     * The bytes themselves.
     *
     * @param mediaType such as {@code image/png}, or null where the dialect does not say
     * @param base64 the bytes in standard base64 with padding, as the client sent it
     */
    record Inline(@Nullable String mediaType, String base64) implements MediaSource {

        /**
         * The media type by the bytes' beginning, for bytes that came without one: that of a picture in PNG, JPEG, GIF or WebP,
         * or of a PDF.
         *
         * @return null when it is none of these
         */
        public @Nullable String recognisedType() {
            if (base64.startsWith("iVBORw0KGgo")) {
                return "image/png";
            }
            if (base64.startsWith("/9j/")) {
                return "image/jpeg";
            }
            if (base64.startsWith("R0lGOD")) {
                return "image/gif";
            }
            if (base64.startsWith("UklGR")) {
                return "image/webp";
            }
            return base64.startsWith("JVBERi0") ? "application/pdf" : null;
        }
    }

    /**
     * An address that the provider fetches.
     *
     * @param url absolute; never fetched by the gateway
     * @param mediaType such as {@code application/pdf}, or null where the dialect does not say
     */
    record Url(String url, @Nullable String mediaType) implements MediaSource {}

    /** A file that the provider holds, under the id that it gave. Only that provider knows it. */
    record StoredFile(String id) implements MediaSource {}

    /** A document that is plain text. */
    record PlainText(String text) implements MediaSource {}
}
