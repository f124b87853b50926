/**
 * The framing {@code application/vnd.amazon.eventstream}: {@link dev.caravan.provider.bedrock.eventstream.FrameReader} takes
 * {@link dev.caravan.provider.bedrock.eventstream.Frame}s out of bytes, {@link
 * dev.caravan.provider.bedrock.eventstream.FrameWriter} makes bytes of them. Source: <a
 * href="https://docs.aws.amazon.com/lexv2/latest/dg/event-stream-encoding.html">Event stream encoding</a> in the AWS
 * documentation.
 */
@NullMarked
package dev.caravan.provider.bedrock.eventstream;

import org.jspecify.annotations.NullMarked;
