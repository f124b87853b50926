package dev.caravan.gateway.ledger.query;

import dev.caravan.spi.GatewayError;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The query of a URL. A mistake is told, not passed over: a filter that is not understood would answer with more than was asked
 * for. Every problem is a 400 {@code invalid_query} that names the parameter.
 */
final class Query {

    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");
    private static final int LONGEST_NUMBER = 30;

    private final Map<String, List<String>> parameters;

    private Query(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    /**
     * @param query the raw query, or null
     * @param known the parameters that there are
     */
    static Query of(@Nullable String query, Set<String> known) {
        Map<String, List<String>> parameters = parse(query);
        parameters.forEach((name, values) -> {
            if (!known.contains(name)) {
                throw invalid(
                        name,
                        "There is no parameter '" + name + "'. There are: " + String.join(", ", new TreeSet<>(known))
                                + ".");
            }
            if (values.size() > 1) {
                throw invalid(name, "'" + name + "' is given twice.");
            }
        });
        return new Query(parameters);
    }

    /** The value; null where it is absent or empty. */
    @Nullable
    String text(String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        return values.isEmpty() || values.get(0).isEmpty() ? null : values.get(0);
    }

    /** Whether it is there, be it empty. */
    boolean has(String name) {
        return parameters.containsKey(name);
    }

    /** A point in time: with an offset from UTC, or a day of UTC, which means its beginning. */
    @Nullable
    Instant time(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        // A plus sign in a URL is a blank, unless it is written %2B.
        String written = text.replace(' ', '+');
        try {
            Instant time = written.indexOf('T') < 0
                    ? LocalDate.parse(written).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(written).toInstant();
            if (!time.isBefore(EARLIEST) && !time.isAfter(LATEST)) {
                return time;
            }
        } catch (DateTimeException e) {
            // told below, together with a time out of range
        }
        throw invalid(
                name,
                "'" + name + "' is neither a day such as 2026-01-31 nor a time such as" + " 2026-01-31T12:00:00Z.");
    }

    int whole(String name, int otherwise, int least, int most) {
        String text = text(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, together with a number out of range
        }
        throw invalid(name, "'" + name + "' is no number from " + least + " to " + most + ".");
    }

    /** A number that is not negative. */
    @Nullable
    BigDecimal amount(String name) {
        String text = text(name);
        if (text == null) {
            return null;
        }
        try {
            BigDecimal number = new BigDecimal(text);
            if (number.signum() >= 0 && text.length() <= LONGEST_NUMBER && Math.abs(number.scale()) <= LONGEST_NUMBER) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, together with a number out of range
        }
        throw invalid(name, "'" + name + "' is no number from 0 on.");
    }

    static GatewayError invalid(String parameter, String message) {
        return GatewayError.of(400, "invalid_query", "%s", message).withParam(parameter);
    }

    private static Map<String, List<String>> parse(@Nullable String query) {
        try {
            return query == null ? Map.of() : new QueryStringDecoder(query, false).parameters();
        } catch (IllegalArgumentException e) {
            throw GatewayError.badRequest("invalid_query", "The query of the URL is not well-formed.");
        }
    }
}
