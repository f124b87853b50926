/** The catalogue of models that a caller may use. Start with {@code ListModels}. */
@NullMarked
package dev.caravan.processors.models;

import org.jspecify.annotations.NullMarked;
