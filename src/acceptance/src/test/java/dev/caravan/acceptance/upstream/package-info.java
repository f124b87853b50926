/**
 * An upstream under the tests' control: it records every request to the byte, answers like OpenAI unless scripted otherwise,
 * and can stream step by step, hang, fail and break. Start reading at {@link
 * dev.caravan.acceptance.upstream.RecordingUpstream}.
 */
@NullMarked
package dev.caravan.acceptance.upstream;

import org.jspecify.annotations.NullMarked;
