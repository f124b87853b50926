/**
 * From the caller's dialect to the provider's and back, through the neutral model. Start with {@link
 * dev.caravan.processors.translation.Translations}, which knows whether a provider can serve a call in another dialect; a
 * {@link dev.caravan.processors.translation.Translation} is what happens to one call.
 */
@NullMarked
package dev.caravan.processors.translation;

import org.jspecify.annotations.NullMarked;
