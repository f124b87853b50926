/** What Google's JSON looks like everywhere: fields in two spellings, errors of {@code google.rpc}, names of models. */
@NullMarked
package dev.caravan.provider.gemini.wire;

import org.jspecify.annotations.NullMarked;
