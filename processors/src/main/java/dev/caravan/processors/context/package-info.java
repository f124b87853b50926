/**
 * Requests that are longer than a model reads: what is left out of them, and how that is told. Start with
 * dev.caravan.processors.context.FitContext}.
 */
@NullMarked
package dev.caravan.processors.context;

import org.jspecify.annotations.NullMarked;
