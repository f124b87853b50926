package dev.caravan.gateway.ledger.query;

import dev.caravan.gateway.ledger.LedgerQueries;
import dev.caravan.gateway.ledger.UsageGroup;
import dev.caravan.gateway.ledger.UsageQuery;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.ledger.LedgerView;
import dev.caravan.spi.GatewayError;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Answers with what was used of what the caller may see, or with what it has cost: by {@code group_by} (any of day, project, key,
 * user, provider, model, session, with commas between them), from {@code from} up to {@code to}, which are usually the last 30
 * days.
 */
public final class TellUsage implements AsyncCallStep {

    private static final Duration USUAL = Duration.ofDays(30);

    /** Of records, one by one, no longer time is added up. */
    private static final Duration LONGEST_OF_RECORDS = Duration.ofDays(31);

    private static final Set<String> PARAMETERS =
            Set.of("project", "from", "to", "group_by", "key", "user", "provider", "model", "session", "format");

    private static final List<UsageGroup> FILTERS =
            List.of(UsageGroup.KEY, UsageGroup.USER, UsageGroup.PROVIDER, UsageGroup.MODEL, UsageGroup.SESSION);

    private final LedgerQueries ledger;
    private final UsageFields fields;
    private final InstantSource clock;
    private final TableAnswer answers;

    private TellUsage(LedgerQueries ledger, UsageFields fields, InstantSource clock) {
        this.ledger = ledger;
        this.fields = fields;
        this.clock = clock;
        this.answers = new TableAnswer(ledger.workers());
    }

    /** Tells calls, errors, tokens and latency. */
    public static TellUsage usage(LedgerQueries ledger, InstantSource clock) {
        return new TellUsage(ledger, UsageFields.USAGE, clock);
    }

    /** Tells USD, and how many exchanges have no known price. */
    public static TellUsage costs(LedgerQueries ledger, InstantSource clock) {
        return new TellUsage(ledger, UsageFields.COSTS, clock);
    }

    @Override
    public Mono<Void> apply(Call call) {
        Query query = Query.of(call.request().query(), PARAMETERS);
        UsageQuery asked = asked(Viewer.of(call, query.text("project")), query);
        Format format = Format.of(call, query);
        return answers.answer(call, format, fields.word(), () -> new UsagePieces(ledger, asked, fields, format));
    }

    private UsageQuery asked(LedgerView view, Query query) {
        Instant to = query.time("to");
        if (to == null) {
            to = clock.instant().truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS);
        }
        Instant from = query.time("from");
        if (from == null) {
            from = to.minus(USUAL);
        }
        if (!from.isBefore(to)) {
            throw Query.invalid("from", "'from' is not before 'to'.");
        }
        Map<UsageGroup, String> only = new EnumMap<>(UsageGroup.class);
        for (UsageGroup group : FILTERS) {
            String value = query.text(group.word());
            if (value != null || query.has(group.word())) {
                only.put(group, value == null ? "" : value);
            }
        }
        UsageQuery asked =
                new UsageQuery(view, from, to, groups(query.text("group_by")), only, fields == UsageFields.COSTS);
        if (asked.needsRecords() && Duration.between(from, to).compareTo(LONGEST_OF_RECORDS) > 0) {
            throw GatewayError.badRequest(
                            "time_too_long",
                            "By sessions, and for parts of days, no more than %d days are added up at once.",
                            LONGEST_OF_RECORDS.toDays())
                    .withParam("from");
        }
        return asked;
    }

    private static List<UsageGroup> groups(@Nullable String words) {
        List<UsageGroup> groups = new ArrayList<>();
        if (words != null) {
            for (String word : words.split(",", -1)) {
                UsageGroup group = group(word.trim());
                if (!groups.contains(group)) {
                    groups.add(group);
                }
            }
        }
        return groups;
    }

    private static UsageGroup group(String word) {
        for (UsageGroup group : UsageGroup.values()) {
            if (group.word().equals(word)) {
                return group;
            }
        }
        throw Query.invalid(
                "group_by",
                "'group_by' is none of "
                        + Arrays.stream(UsageGroup.values())
                                .map(UsageGroup::word)
                                .collect(Collectors.joining(", ")) + ".");
    }
}
