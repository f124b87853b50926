package dev.caravan.processors.spans;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.spans.SpanArchive.Grouping;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Answers with one trace and its {@code spans} in the order in which they began, each with its parent's id, so that they make a
 * tree. A trace of more than {@code limit} spans (1000) comes in pages, the newest spans first. 404 {@code trace_not_found}.
 */
public final class ReadTrace implements AsyncCallStep {

    private static final int MOST = 1000;

    private final SpanArchive archive;
    private final SpanPages pages;

    public ReadTrace(SpanArchive archive, Workers workers) {
        this.archive = archive;
        this.pages = new SpanPages(workers);
    }

    @Override
    public Mono<Void> apply(Call call) {
        SpanQuery query = SpanQuery.of(call, MOST, MOST);
        SpanFilter trace = SpanFilter.ofTrace(query.filter().view(), SpanQuery.variable(call, "trace_id"));
        return pages.answer(call, () -> read(trace, query));
    }

    private ObjectNode read(SpanFilter filter, SpanQuery query) {
        List<SpanGroup> traces = archive.groups(Grouping.TRACE, filter, Long.MAX_VALUE, 1);
        if (traces.isEmpty()) {
            throw SpanPages.notFound("trace");
        }
        ObjectNode json = SpanJson.trace(traces.get(0));
        SpanArchive.Page page = archive.spans(filter, query.before(), query.limit(), query.withDetails());
        List<FoundSpan> ordered = new ArrayList<>(page.spans());
        ordered.sort(Comparator.comparing(found -> found.span().started()));
        ArrayNode spans = json.putArray("spans");
        ordered.forEach(found -> spans.add(SpanJson.of(found.span())));
        SpanPages.end(json, page.spans(), page.hasMore(), FoundSpan::key);
        return json;
    }
}
