/**
 * The provider plugin {@code echo}: answers by itself, without network or key, always the same to the same request, in
 * OpenAI's format; and misbehaves when it is told to. Start at {@link dev.caravan.provider.echo.EchoPlugin}; the answers are
 * in {@code ChatAnswer}, {@code EmbeddingsAnswer} and {@code ImagesAnswer}, how they are paced and broken off in
 * {@code Misbehaviour} and {@code PacedBody}.
 */
@NullMarked
package dev.caravan.provider.echo;

import org.jspecify.annotations.NullMarked;
