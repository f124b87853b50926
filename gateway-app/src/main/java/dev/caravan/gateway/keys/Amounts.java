package dev.caravan.gateway.keys;

import java.math.BigDecimal;

/** Amounts of USD that are equal when they are worth the same. */
final class Amounts {

    private Amounts() {}

    /** The amount without zeros at its end, and without an exponent. */
    static BigDecimal plain(BigDecimal amount) {
        BigDecimal stripped = amount.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
