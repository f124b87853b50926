package dev.caravan.bench;

import java.util.Locale;

/** One measured value on its way to the report: printed to standard output as {@code column<TAB>metric<TAB>value}. */
record Line(String column, String metric, double value) {

    void print() {
        System.out.printf(Locale.ROOT, "%s\t%s\t%.3f%n", column, metric, value);
    }
}
