package dev.caravan.gateway.ledger;

import java.util.Comparator;

/**
 * In that hour something was recorded with that value.
 *
 * @param value as it stands in the column
 * @param hour of when the record began: hours since the epoch
 */
record HourMark(MarkedColumn column, String value, long hour) {

    /** That of the table's key. */
    static final Comparator<HourMark> ORDER = Comparator.comparing(HourMark::column)
            .thenComparing(HourMark::value)
            .thenComparingLong(HourMark::hour);
}
