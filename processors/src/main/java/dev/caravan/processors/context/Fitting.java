package dev.caravan.processors.context;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.request.BodyTree;
import dev.caravan.processors.routing.Target;
import dev.caravan.spi.GatewayError;
import io.netty.util.AsciiString;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Makes one call's request shorter, before it is sent and after its provider has found it too long. */
final class Fitting implements ContextReduction {

    private static final Logger LOG = LoggerFactory.getLogger(Fitting.class);
    private static final AsciiString HEADER = AsciiString.cached("x-ingate-context");

    /** What a model is given to summarize where nobody knows how much it reads. */
    private static final long USUAL_WINDOW = 64_000;

    private final Call call;
    private final Dialogue dialogue;
    private final ContextStrategy strategy;
    private final Summarizer summarizer;
    private final @Nullable Summarizing summarizing;
    private final Workers workers;
    private int dropped;
    private int summarized;

    /**
     * Who summarizes.
     *
     * @param window the tokens that it reads; 0 when unknown
     */
    record Summarizing(Target model, long window) {

        /** How many characters it is given: three for a token leaves room for the order and the answer. */
        int most() {
            return (int) Math.min(Integer.MAX_VALUE, (window == 0 ? USUAL_WINDOW : window) * 3);
        }
    }

    /** @param summarizing null when what is left out is gone */
    Fitting(
            Call call,
            Dialogue dialogue,
            ContextStrategy strategy,
            Summarizer summarizer,
            @Nullable Summarizing summarizing,
            Workers workers) {
        this.call = call;
        this.dialogue = dialogue;
        this.strategy = strategy;
        this.summarizer = summarizer;
        this.summarizing = summarizing;
        this.workers = workers;
    }

    /**
     * @param soft the tokens beyond which something is left out
     * @param hard the tokens beyond which the request is refused; 0 for none
     */
    Mono<Void> fit(long soft, long hard) {
        return cut(conversation -> conversation.cut(soft, strategy))
                .flatMap(cut -> {
                    if (hard > 0 && cut.tokens() > hard) {
                        return Mono.error(tooLong(cut.tokens(), hard));
                    }
                    return cut.isNothing() ? Mono.<Boolean>empty() : replace(cut);
                })
                .then();
    }

    @Override
    public Mono<Boolean> reduce() {
        return cut(conversation -> conversation.cut(conversation.tokens() / 2, strategy))
                .flatMap(cut -> cut.isNothing() ? Mono.just(false) : replace(cut));
    }

    private Mono<Cut> cut(Function<Conversation, Cut> how) {
        JsonBody body = call.json();
        if (body == null) {
            throw new IllegalStateException("the request is not read yet");
        }
        if (body.bytes().readableBytes() <= Workers.LARGE) {
            return Mono.just(how.apply(new Conversation(BodyTree.of(call), dialogue)));
        }
        return BodyTree.of(call, workers)
                .flatMap(tree ->
                        workers.compute(call.loop(), () -> how.apply(new Conversation(tree, dialogue)), () -> {}));
    }

    private Mono<Boolean> replace(Cut cut) {
        if (summarizing == null) {
            return replace(cut, null);
        }
        return summarizer
                .summary(call, summarizing.model(), cut.leftOut(), summarizing.most())
                .flatMap(summary -> replace(cut, summary))
                .onErrorResume(failure -> {
                    LOG.warn(
                            "'{}' does not summarize, the messages are left out: {}",
                            summarizing.model().provider().name(),
                            failure.getMessage());
                    return replace(cut, null);
                });
    }

    private Mono<Boolean> replace(Cut cut, @Nullable String summary) {
        ObjectNode rest = cut.rest(summary);
        if (summary == null) {
            dropped += cut.count();
        } else {
            summarized += cut.count();
        }
        tell();
        if (cut.tokens() * RoughTokens.BYTES_PER_TOKEN <= Workers.LARGE) {
            BodyTree.replace(call, rest);
            return Mono.just(true);
        }
        return workers.compute(
                call.loop(),
                () -> {
                    BodyTree.replace(call, rest);
                    return true;
                },
                () -> {});
    }

    private void tell() {
        String done = dropped == 0
                ? "summarized=" + summarized
                : "dropped=" + dropped + (summarized == 0 ? "" : "; summarized=" + summarized);
        if (call.told().contains(HEADER)) {
            call.told().set(HEADER, done);
        } else {
            call.tell(HEADER, done);
        }
    }

    private GatewayError tooLong(long tokens, long hard) {
        return GatewayError.badRequest(
                        "context_length_exceeded",
                        "This request has about %d tokens, and model '%s' reads %d: please shorten it.",
                        tokens,
                        String.valueOf(call.model()),
                        hard)
                .withParam(dialogue.field());
    }
}
