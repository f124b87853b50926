package dev.caravan.processors.upstream;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.translation.Translations;
import dev.caravan.spi.Operation;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Looks at what a provider says in an error, tells the attempt, and leaves the bytes as they are for whoever comes next. An
 * error that is longer than anybody would write is not looked at.
 */
final class ReadErrors implements Function<Answer, @Nullable Mono<Answer>> {

    private static final int LONGEST = 64 * 1024;

    private final Attempt attempt;
    private final Operation asked;
    private final Translations translations;
    private final Function<Answer, @Nullable Mono<Answer>> next;

    /**
     * @param asked what the provider was asked
     * @param translations know its dialect
     * @param next what is made of the answer; null for nothing
     */
    ReadErrors(
            Attempt attempt,
            Operation asked,
            Translations translations,
            Function<Answer, @Nullable Mono<Answer>> next) {
        this.attempt = attempt;
        this.asked = asked;
        this.translations = translations;
        this.next = next;
    }

    @Override
    public @Nullable Mono<Answer> apply(Answer answer) {
        if (answer.status() < 400) {
            return next.apply(answer);
        }
        return FirstPiece.of(answer.body(), LONGEST).flatMap(body -> {
            if (body.isWhole()) {
                attempt.refusedAs(FailureClasses.of(translations.error(
                        asked, attempt.target().provider().provider(), answer.status(), body.bytes())));
            }
            Answer unread = answer.withBody(body);
            Mono<Answer> changed = next.apply(unread);
            return changed == null ? Mono.just(unread) : changed;
        });
    }
}
