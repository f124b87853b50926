package dev.caravan.processors.spans;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.spans.SpanArchive.Grouping;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Answers with one session and a page of its {@code traces}. Calls of the session that stand in no trace count in its figures;
 * {@link ListSpans} tells them. 404 {@code session_not_found}.
 */
public final class ReadSession implements AsyncCallStep {

    private final SpanArchive archive;
    private final SpanPages pages;

    public ReadSession(SpanArchive archive, Workers workers) {
        this.archive = archive;
        this.pages = new SpanPages(workers);
    }

    @Override
    public Mono<Void> apply(Call call) {
        SpanQuery query = SpanQuery.of(call, ListSpans.USUAL, ListSpans.MOST);
        SpanFilter session = SpanFilter.ofSession(query.filter().view(), SpanQuery.variable(call, "session_id"));
        return pages.answer(call, () -> read(session, query));
    }

    private ObjectNode read(SpanFilter filter, SpanQuery query) {
        List<SpanGroup> sessions = archive.groups(Grouping.SESSION, filter, Long.MAX_VALUE, 1);
        if (sessions.isEmpty()) {
            throw SpanPages.notFound("session");
        }
        ObjectNode json = SpanJson.session(sessions.get(0));
        SpanPages.putGroups(
                json,
                "traces",
                archive.groups(Grouping.TRACE, filter, query.before(), query.limit() + 1),
                query.limit(),
                SpanJson::trace);
        return json;
    }
}
