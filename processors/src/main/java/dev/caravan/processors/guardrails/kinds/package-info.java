/**
 * The kinds of guardrails that the gateway brings, one package each; those that judge a text without searching it are in
 * {@code judges}. What the scanners share is in {@code text}: start with {@link
 * dev.caravan.processors.guardrails.kinds.text.Search}.
 */
@NullMarked
package dev.caravan.processors.guardrails.kinds;

import org.jspecify.annotations.NullMarked;
