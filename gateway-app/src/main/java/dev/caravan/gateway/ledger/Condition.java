package dev.caravan.gateway.ledger;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A part of a query's WHERE.
 *
 * @param sql with a question mark for each value; made of constants of the program alone
 * @param values of types that JDBC knows
 */
record Condition(String sql, List<Object> values) {

    static Condition of(String sql, Object... values) {
        return new Condition(sql, List.of(values));
    }

    /** All of them; a true one where there is none. */
    static String and(List<Condition> conditions) {
        return conditions.isEmpty()
                ? "1 = 1"
                : conditions.stream().map(Condition::sql).collect(Collectors.joining(" AND "));
    }

    /**
     * Sets the values of all of them, in order, from the first parameter on.
     *
     * @return the parameter after the last
     */
    static int bind(PreparedStatement statement, List<Condition> conditions) throws SQLException {
        int parameter = 1;
        for (Condition condition : conditions) {
            for (Object value : condition.values()) {
                statement.setObject(parameter++, value);
            }
        }
        return parameter;
    }
}
