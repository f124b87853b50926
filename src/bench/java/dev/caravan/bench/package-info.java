/**
 * The measuring instruments of {@code src/bench/run}: a mock upstream, a client for whole answers, a client for streams,
 * and the report. Plain JDK 17, compiled by the script; each class with a {@code main} is one instrument and prints
 * tab-separated lines {@code column, metric, value} that {@link dev.caravan.bench.Report} reads. Times are compared
 * across processes by {@link System#nanoTime()}, which on Linux is one clock for the whole machine.
 */
package dev.caravan.bench;
