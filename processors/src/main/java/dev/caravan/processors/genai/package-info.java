/**
 * What spans say of calls of models, in the attributes of OpenTelemetry's GenAI conventions, of the older ones before them, and of
 * OpenInference. Start with {@code SpanRecords}, which makes records of reported spans.
 */
@NullMarked
package dev.caravan.processors.genai;

import org.jspecify.annotations.NullMarked;
