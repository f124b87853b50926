/**
 * Spans: the steps of agents and applications, in traces and sessions, and the pages on which they are read. Start with {@code
 * SpanRecord}; {@code Spans} keeps them, {@code SpanArchive} finds them and the exchanges that stand among them.
 */
@NullMarked
package dev.caravan.processors.spans;

import org.jspecify.annotations.NullMarked;
