package dev.caravan.gateway.ledger;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the exchanges of one group have used.
 *
 * @param group the values of the groups that were asked for, in that order; a day as its number since 1970, null where an
 *     exchange has none
 * @param calls how many they were
 * @param errors how many of them have failed
 * @param latency how long they took together, in microseconds
 * @param cost in USD, of those whose cost is known
 * @param unpriced how many have used tokens of which nobody knows the price
 */
public record UsageRow(
        List<@Nullable String> group,
        long calls,
        long errors,
        long inputTokens,
        long outputTokens,
        long cacheReadTokens,
        long cacheWriteTokens,
        long reasoningTokens,
        BigDecimal cost,
        long unpriced,
        long latency) {

    /** Nothing was used. */
    public static final UsageRow NONE = new UsageRow(List.of(), 0, 0, 0, 0, 0, 0, 0, BigDecimal.ZERO, 0, 0);

    public UsageRow {
        group = Collections.unmodifiableList(new ArrayList<>(group));
    }

    /** Both together, of no group. */
    public UsageRow plus(UsageRow other) {
        return new UsageRow(
                List.of(),
                calls + other.calls,
                errors + other.errors,
                sum(inputTokens, other.inputTokens),
                sum(outputTokens, other.outputTokens),
                sum(cacheReadTokens, other.cacheReadTokens),
                sum(cacheWriteTokens, other.cacheWriteTokens),
                sum(reasoningTokens, other.reasoningTokens),
                cost.add(other.cost),
                unpriced + other.unpriced,
                sum(latency, other.latency));
    }

    private static long sum(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    /** What somebody has told of a few records must not keep all others from being told: such a sum is as great as it can be. */
    private static long sum(ResultSet row, int column) throws SQLException {
        BigDecimal sum = row.getBigDecimal(column);
        return sum == null ? 0 : sum.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
    }

    /** The row that the result stands at, which begins with that many groups; sums follow in the order of this record. */
    static UsageRow read(ResultSet row, int groups) throws SQLException {
        List<@Nullable String> group = new ArrayList<>(groups);
        for (int i = 1; i <= groups; i++) {
            String value = row.getString(i);
            group.add(value == null || value.isEmpty() ? null : value);
        }
        int sum = groups + 1;
        BigDecimal cost = row.getBigDecimal(sum + 7);
        return new UsageRow(
                group,
                row.getLong(sum),
                row.getLong(sum + 1),
                sum(row, sum + 2),
                sum(row, sum + 3),
                sum(row, sum + 4),
                sum(row, sum + 5),
                sum(row, sum + 6),
                cost == null ? BigDecimal.ZERO : cost,
                row.getLong(sum + 8),
                sum(row, sum + 9));
    }
}
