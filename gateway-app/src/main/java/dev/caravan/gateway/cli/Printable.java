package dev.caravan.gateway.cli;

/** Text that came over the network, made fit for a terminal: what controls it is taken out. */
final class Printable {

    private Printable() {}

    static String text(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}]+", " ");
    }
}
