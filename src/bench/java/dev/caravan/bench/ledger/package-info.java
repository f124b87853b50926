/** How fast a large ledger is read. Needs the gateway's classes; {@code src/bench/ledger} compiles and runs it. */
package dev.caravan.bench.ledger;
