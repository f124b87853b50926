/**
 * What the jar does beside serving: {@link dev.caravan.gateway.cli.Cli} runs a command, which reads its
 * {@link dev.caravan.gateway.cli.Arguments} and fails with a {@link dev.caravan.gateway.cli.CommandFailure}. Commands start
 * without Spring, and those that ask a running gateway do it as anybody could, by its admin port.
 */
@NullMarked
package dev.caravan.gateway.cli;

import org.jspecify.annotations.NullMarked;
