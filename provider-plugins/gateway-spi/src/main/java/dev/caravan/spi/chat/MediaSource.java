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
    record Inline(@Nullable String mediaType, String base64) implements MediaSource {}

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
