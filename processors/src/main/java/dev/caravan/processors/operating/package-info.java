/** What the gateway tells of itself: health, readiness, metrics. */
@NullMarked
package dev.caravan.processors.operating;

import org.jspecify.annotations.NullMarked;
