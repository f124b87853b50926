/**
 * What every chat dialect is held to. A dialect's test extends {@link dev.caravan.testkit.chat.ChatDialectContract}; a test of
 * two dialects asks {@link dev.caravan.testkit.chat.Crossing} how a {@link dev.caravan.testkit.chat.RequestFeature} or an
 * {@link dev.caravan.testkit.chat.AnswerFeature} comes across.
 */
@NullMarked
package dev.caravan.testkit.chat;

import org.jspecify.annotations.NullMarked;
