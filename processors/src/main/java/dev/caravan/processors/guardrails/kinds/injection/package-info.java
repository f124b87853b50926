/**
 * The kind {@code injection}: what tries to talk a model out of its instructions. The phrases are in {@code phrases.txt} and
 * {@code delimiters.txt} beside this package's classes; {@code Words} makes a text comparable to them.
 */
@NullMarked
package dev.caravan.processors.guardrails.kinds.injection;

import org.jspecify.annotations.NullMarked;
