package dev.caravan.processors.spans;

import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.ledger.LedgerView;
import dev.caravan.processors.request.PercentEncoding;
import dev.caravan.spi.GatewayError;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a reader asks for. Each filter may be written by itself ({@code session_id=…}) or as NeMo Intake's clients do ({@code
 * filter[session_id]=…}). A key of a project sees its project's only, and
 * one without the role admin that has none what came by itself.
 *
 * @param before the key of the last entry of the page before; the greatest number for the first page
 * @param limit how many entries at most
 * @param withDetails whether inputs, outputs and attributes are wanted
 */
record SpanQuery(SpanFilter filter, long before, int limit, boolean withDetails) {

    /**
     * @param usual how many entries when the query does not say
     * @param most how many it may ask for
     * @throws GatewayError 400 {@code invalid_query} that names the parameter
     */
    static SpanQuery of(Call call, int usual, int most) {
        Parameters parameters = Parameters.of(call.request().query());
        return new SpanQuery(
                new SpanFilter(
                        view(Authenticate.caller(call), parameters.text("project")),
                        parameters.text("trace_id"),
                        parameters.text("session_id"),
                        parameters.text("model"),
                        parameters.text("provider"),
                        parameters.status(),
                        parameters.time("from", "started_at][gte"),
                        parameters.time("to", "started_at][lte")),
                parameters.whole("after", Long.MAX_VALUE, 0, Long.MAX_VALUE),
                (int) parameters.whole("limit", usual, 1, most),
                !"summary".equals(parameters.text("mode")));
    }

    /** A variable of the path, decoded. */
    static String variable(Call call, String name) {
        String decoded = PercentEncoding.decode(call.request().pathVariables().getOrDefault(name, ""));
        if (decoded == null) {
            throw GatewayError.badRequest("invalid_path", "The path is not well-formed.");
        }
        return decoded;
    }

    private static LedgerView view(Principal caller, @Nullable String asked) {
        String own = caller.project();
        if (own == null && caller.role() == Role.ADMIN) {
            return asked == null ? LedgerView.ALL : LedgerView.ofProject(asked);
        }
        if (asked != null && !asked.equals(own)) {
            throw GatewayError.forbidden("project_not_allowed", "This key reads its own project only.")
                    .withParam("project");
        }
        return own == null ? LedgerView.ofKey(caller.name()) : LedgerView.ofProject(own);
    }

    private record Parameters(Map<String, List<String>> values) {

        static Parameters of(@Nullable String query) {
            try {
                return new Parameters(query == null ? Map.of() : new QueryStringDecoder(query, false).parameters());
            } catch (IllegalArgumentException e) {
                throw GatewayError.badRequest("invalid_query", "The query of the URL is not well-formed.");
            }
        }

        @Nullable
        String text(String name) {
            String plain = first(name);
            return plain == null ? first("filter[" + name + "]") : plain;
        }

        private @Nullable String first(String name) {
            List<String> all = values.getOrDefault(name, List.of());
            return all.isEmpty() || all.get(0).isEmpty() ? null : all.get(0);
        }

        @Nullable
        SpanStatus status() {
            String word = text("status");
            SpanStatus status = word == null ? null : SpanStatus.of(word);
            if (word != null && status == null) {
                throw invalid("status", "one of success, error, cancelled, unknown");
            }
            return status;
        }

        @Nullable
        Instant time(String name, String intakeName) {
            String plain = text(name);
            String written = plain == null ? text(intakeName) : plain;
            if (written == null) {
                return null;
            }
            try {
                return OffsetDateTime.parse(written.replace(' ', '+')).toInstant();
            } catch (DateTimeException e) {
                throw invalid(name, "a time such as 2027-01-31T12:00:00Z");
            }
        }

        long whole(String name, long otherwise, long least, long most) {
            String written = first(name);
            if (written == null) {
                return otherwise;
            }
            try {
                long number = Long.parseLong(written);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Told below, together with a number out of range.
            }
            throw invalid(
                    name,
                    most == Long.MAX_VALUE
                            ? "the last_id of the page before"
                            : "a whole number from " + least + " to " + most);
        }

        private static GatewayError invalid(String name, String expected) {
            return GatewayError.badRequest("invalid_query", "Invalid '%s': expected %s.", name, expected)
                    .withParam(name);
        }
    }
}
