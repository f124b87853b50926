/**
 * Answers that are given again to the same question. Start with {@link dev.caravan.processors.cache.AnswerFromCache}, which looks
 * for one, and {@link dev.caravan.processors.cache.KeepInCache}, which keeps one.
 */
@NullMarked
package dev.caravan.processors.cache;

import org.jspecify.annotations.NullMarked;
