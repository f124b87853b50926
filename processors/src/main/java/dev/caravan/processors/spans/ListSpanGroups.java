package dev.caravan.processors.spans;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.spans.SpanArchive.Grouping;
import dev.caravan.spi.wire.Json;
import reactor.core.publisher.Mono;

/**
 * Answers with a page of traces, or of sessions, the one that was written to last first. One is found when one of its spans is
 * what the query asks for, as with {@link ListSpans}; its figures are those of all its spans.
 */
public final class ListSpanGroups implements AsyncCallStep {

    private final SpanArchive archive;
    private final Grouping by;
    private final SpanPages pages;

    public ListSpanGroups(SpanArchive archive, Grouping by, Workers workers) {
        this.archive = archive;
        this.by = by;
        this.pages = new SpanPages(workers);
    }

    @Override
    public Mono<Void> apply(Call call) {
        SpanQuery query = SpanQuery.of(call, ListSpans.USUAL, ListSpans.MOST);
        return pages.answer(call, () -> page(query));
    }

    private ObjectNode page(SpanQuery query) {
        ObjectNode json = Json.object();
        SpanPages.putGroups(
                json,
                "data",
                archive.groups(by, query.filter(), query.before(), query.limit() + 1),
                query.limit(),
                by == Grouping.TRACE ? SpanJson::trace : SpanJson::session);
        return json;
    }
}
