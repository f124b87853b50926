/**
 * The dialect {@code openai-embeddings}, read and written both ways. Source: <a
 * href="https://platform.openai.com/docs/api-reference/embeddings">OpenAI's API reference</a>.
 */
@NullMarked
package dev.caravan.provider.openai.embeddings;

import org.jspecify.annotations.NullMarked;
