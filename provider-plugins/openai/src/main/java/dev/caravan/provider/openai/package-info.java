/**
 * The provider plugin {@code openai}: OpenAI itself, and every upstream that speaks OpenAI's API at a URL of its own. Start
 * at {@link dev.caravan.provider.openai.OpenAiPlugin}, which lists its settings.
 */
@NullMarked
package dev.caravan.provider.openai;

import org.jspecify.annotations.NullMarked;
