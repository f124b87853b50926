/**
 * The provider plugin {@code bedrock}: Amazon Bedrock's runtime, called with AWS Signature Version 4 or with a Bedrock API key.
 * Start at {@link dev.caravan.provider.bedrock.BedrockPlugin}, which lists its settings.
 */
@NullMarked
package dev.caravan.provider.bedrock;

import org.jspecify.annotations.NullMarked;
