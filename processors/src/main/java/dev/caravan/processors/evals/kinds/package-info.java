/** The evals that come with the gateway. */
@NullMarked
package dev.caravan.processors.evals.kinds;

import org.jspecify.annotations.NullMarked;
