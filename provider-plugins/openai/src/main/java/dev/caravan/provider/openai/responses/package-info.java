/**
 * The dialect {@code openai-responses}: OpenAI's Responses API, read and written both ways. Start at {@link
 * dev.caravan.provider.openai.responses.ResponsesDialect}. Source of the wire format: <a
 * href="https://platform.openai.com/docs/api-reference/responses">the API reference</a> and the types of OpenAI's own SDKs.
 */
@NullMarked
package dev.caravan.provider.openai.responses;

import org.jspecify.annotations.NullMarked;
