package dev.caravan.gateway.ledger;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The hours in which somebody was seen: what is recorded of him began in them.
 *
 * @param column by what he is known
 * @param value how he is called
 * @param bounds only hours within
 */
record MarkedHours(MarkedColumn column, String value, HourRange bounds) {

    /**
     * Of all that a question fixes, what the fewest records share.
     *
     * @param marked the columns that have marks
     * @param fixed the one value that each of these columns is to have
     * @return empty where no marks are of help
     */
    static Optional<MarkedHours> of(List<MarkedColumn> marked, Map<String, String> fixed, HourRange bounds) {
        for (MarkedColumn column : marked) {
            String value = fixed.get(column.column());
            if (value != null && !value.isEmpty()) {
                return Optional.of(new MarkedHours(column, value, bounds));
            }
        }
        return Optional.empty();
    }

    /** Those until that hour, it included. */
    MarkedHours until(long hour) {
        return new MarkedHours(column, value, new HourRange(bounds.first(), hour));
    }

    /** What is true of their rows in {@code exchange_hour}. */
    List<Condition> conditions() {
        return List.of(
                Condition.of("kind = ?", column.kind()),
                Condition.of("name = ?", value),
                Condition.of("hour_number >= ?", bounds.first()),
                Condition.of("hour_number <= ?", bounds.last()));
    }
}
