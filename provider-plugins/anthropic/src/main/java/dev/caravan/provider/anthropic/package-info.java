/**
 * The provider plugin {@code anthropic}: Anthropic itself, and every upstream that speaks its Messages API at a URL of
 * its own. Start at {@link dev.caravan.provider.anthropic.AnthropicPlugin}, which lists its settings; the wire format
 * is in {@link dev.caravan.provider.anthropic.messages}.
 */
@NullMarked
package dev.caravan.provider.anthropic;

import org.jspecify.annotations.NullMarked;
