/**
 * The dialect {@code bedrock-embeddings}: bodies of Bedrock's {@code invoke} for models that embed. Start at {@link
 * dev.caravan.provider.bedrock.embeddings.BedrockEmbeddingDialect}.
 */
@NullMarked
package dev.caravan.provider.bedrock.embeddings;

import org.jspecify.annotations.NullMarked;
