/**
 * The chat dialect {@code gemini}: {@code generateContent} and {@code streamGenerateContent}. Start at {@link
 * dev.caravan.provider.gemini.generate.GeminiDialect}; what reads the wire ends in Reader or Decoder, what writes it in Writer
 * or Encoder.
 *
 * <p>Source of the format: <a href="https://ai.google.dev/api/generate-content">the Gemini API's reference</a>, v1beta.
 */
@NullMarked
package dev.caravan.provider.gemini.generate;

import org.jspecify.annotations.NullMarked;
