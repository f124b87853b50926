package dev.caravan.spi.chat;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Where a statement of a text comes from.
 *
 * @param dialect the dialect that the details are in; another one keeps only the neutral fields
 * @param url the source's address, or null
 * @param title the source's title, or null
 * @param quote the cited words, or null
 * @param start the first character of the text that the citation supports, or -1
 * @param end the character behind the last one, or -1
 * @param details the citation as its dialect writes it
 */
public record Citation(
        String dialect,
        @Nullable String url,
        @Nullable String title,
        @Nullable String quote,
        int start,
        int end,
        JsonNode details) {}
