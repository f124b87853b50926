/** Puts call steps into Camel routes: a step becomes a processor that a YAML route names by {@code process: ref}. */
@NullMarked
package dev.caravan.processors.steps;

import org.jspecify.annotations.NullMarked;
