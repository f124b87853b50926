/** What every call leaves behind in metrics and logs. */
@NullMarked
package dev.caravan.gateway.observability;

import org.jspecify.annotations.NullMarked;
