package dev.caravan.processors.files;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.WholeBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.files.AnswerJson.Read;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Leaves out of a provider's list what is not the caller's; an admin sees all. A page may get shorter by that. One on which
 * nothing is left is not told while there are more, since SDKs stop at it: the next ones are fetched, of those the first that has
 * something. Runs after the provider was called.
 */
public final class ListOwnObjects implements AsyncCallStep {

    private static final int MOST_PAGES = 50;

    private final ObjectAccess access;
    private final NextPage next;
    private final AnswerJson answers;

    /** @param callProvider asks a call's target */
    public ListOwnObjects(ObjectAccess access, AsyncCallStep callProvider, Workers workers) {
        this.access = access;
        this.next = new NextPage(callProvider);
        this.answers = new AnswerJson(workers);
    }

    @Override
    public Mono<Void> apply(Call call) {
        Answer answer = call.answer();
        Target target = call.target();
        ObjectApi api = ObjectApi.of(call.operation());
        if (answer == null || target == null || api == null || answer.status() >= 300) {
            return Mono.empty();
        }
        if (ObjectAccess.seesAll(Authenticate.caller(call)) && api != ObjectApi.MESSAGE_BATCHES) {
            return Mono.empty();
        }
        return own(new Listing(call, api, target), answer, MOST_PAGES);
    }

    private record Listing(Call call, ObjectApi api, Target target) {

        String provider() {
            return target.provider().name();
        }
    }

    private Mono<Void> own(Listing listing, Answer answer, int pagesLeft) {
        Call call = listing.call();
        return answers.read(call, answer, WholeBody.ANSWER_LIMIT).flatMap(read -> {
            ObjectPage page = ObjectPage.of(read.object(), listing.provider());
            if (ObjectAccess.seesAll(Authenticate.caller(call))) {
                return told(listing, answer, read, page, false);
            }
            String behind = page.next();
            return access.visible(call, listing.api(), listing.provider(), page.ids())
                    .flatMap(visible -> own(listing, answer, read, page, visible, behind, pagesLeft));
        });
    }

    private Mono<Void> own(
            Listing listing,
            Answer answer,
            Read read,
            ObjectPage page,
            Set<String> visible,
            @Nullable String behind,
            int pagesLeft) {
        boolean changed = page.keep(visible);
        if (!page.items().isEmpty()) {
            return remember(listing, page).then(told(listing, answer, read, page, changed));
        }
        if (behind == null
                || pagesLeft == 0
                || PageQuery.isBackwards(listing.call().request().query())) {
            return told(listing, answer, read, page, changed);
        }
        return access.mayHaveMore(listing.call(), listing.api(), listing.provider())
                .flatMap(more ->
                        more ? further(listing, behind, pagesLeft - 1) : told(listing, answer, read, page, page.end()));
    }

    private Mono<Void> further(Listing listing, String behind, int pagesLeft) {
        Call call = listing.call();
        String query = PageQuery.after(call.request().query(), listing.api().cursor(), behind);
        return next.fetch(call, listing.api().operation(), listing.target(), query)
                .flatMap(answer -> {
                    if (answer.status() >= 300) {
                        call.answerWith(answer);
                        return Mono.empty();
                    }
                    return own(listing, answer, pagesLeft);
                });
    }

    /** What batches have brought about: whoever sees it here may ask for it next. */
    private Mono<Void> remember(Listing listing, ObjectPage page) {
        if (listing.api().files().isEmpty() || !access.isWhatIsSeenOwn()) {
            return Mono.empty();
        }
        String owner = StoredObject.owner(Authenticate.caller(listing.call()));
        List<StoredObject> learnt = new ArrayList<>();
        for (JsonNode item : page.items()) {
            learnt.addAll(Learnt.files(listing.api(), item, listing.provider(), owner));
        }
        return learnt.isEmpty()
                ? Mono.empty()
                : access.objects().add(learnt, listing.call().loop()).then();
    }

    private static Mono<Void> told(Listing listing, Answer answer, Read read, ObjectPage page, boolean changed) {
        return Mono.fromRunnable(() -> {
            boolean other = changed;
            for (JsonNode item : page.items()) {
                other |= Learnt.keepResultsHere(listing.api(), item);
            }
            AnswerJson.replace(listing.call(), answer, other ? Json.bytes(page.json()) : read.bytes());
        });
    }
}
