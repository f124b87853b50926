package dev.caravan.processors.spans;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.Workers;
import dev.caravan.spi.wire.Json;
import reactor.core.publisher.Mono;

/**
 * Answers with a page of spans, what was written last first: {@code {"data":[…],"has_more","last_id"}}. The query filters by
 * {@code trace_id}, {@code session_id}, {@code model}, {@code provider}, {@code status}, {@code from}, {@code to}; {@code
 * limit} (50, at most 200) and {@code after} turn pages; {@code mode=summary} leaves inputs, outputs and attributes out. 400 {@code invalid_query} names what is wrong.
 */
public final class ListSpans implements AsyncCallStep {

    static final int USUAL = 50;
    static final int MOST = 200;

    private final SpanArchive archive;
    private final SpanPages pages;

    public ListSpans(SpanArchive archive, Workers workers) {
        this.archive = archive;
        this.pages = new SpanPages(workers);
    }

    @Override
    public Mono<Void> apply(Call call) {
        SpanQuery query = SpanQuery.of(call, USUAL, MOST);
        return pages.answer(call, () -> page(query));
    }

    private ObjectNode page(SpanQuery query) {
        ObjectNode json = Json.object();
        SpanArchive.Page page = archive.spans(query.filter(), query.before(), query.limit(), query.withDetails());
        SpanPages.put(json, "data", page.spans(), page.hasMore(), FoundSpan::key, found -> SpanJson.of(found.span()));
        return json;
    }
}
