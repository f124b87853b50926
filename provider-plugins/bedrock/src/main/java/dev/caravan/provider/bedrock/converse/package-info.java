/**
 * The dialect {@code bedrock-converse}: Amazon Bedrock's Converse and ConverseStream, read and written. Start at {@link
 * dev.caravan.provider.bedrock.converse.ConverseDialect}. Source: <a
 * href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html">Converse</a> and <a
 * href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html">ConverseStream</a> in the
 * Bedrock API reference.
 */
@NullMarked
package dev.caravan.provider.bedrock.converse;

import org.jspecify.annotations.NullMarked;
