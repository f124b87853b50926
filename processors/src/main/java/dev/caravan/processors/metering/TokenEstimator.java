package dev.caravan.processors.metering;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.agents.AgentCall;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.pricing.Costs;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.Targets;
import dev.caravan.spi.Operation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Estimates what calls will use, before they are made, for whoever limits or reserves it; each call once. Very short texts are
 * counted by OpenAI's {@code o200k_base}, all others guessed: a kilobyte would take as long to count as all the rest of a call.
 * What an endpoint puts around its caller's words counts as well.
 * The answer has as many tokens as the request allows. Where that does not say, it has as many as the model can answer with, but
 * no more than is configured to be assumed. Thread-safe.
 */
public final class TokenEstimator {

    private static final TokenEstimate NOTHING = new TokenEstimate(0, 0);

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(1000)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final Workers workers;
    private final TextTokens tokens;
    private final Costs models;
    private final long assumedOutput;

    /**
     * @param workers read large bodies, and wait for the vocabulary
     * @param tokens counts very short texts
     * @param models know how long an answer can get
     * @param assumedOutput the tokens of an answer that neither request nor model limits to fewer
     */
    public TokenEstimator(Workers workers, TextTokens tokens, Costs models, long assumedOutput) {
        this.workers = workers;
        this.tokens = tokens;
        this.models = models;
        this.assumedOutput = assumedOutput;
    }

    /**
     * What the call will use at most; noted in the call. Runs when it is known who may serve it.
     *
     * @return told on the call's event loop; when {@link Call#estimate()} is there after this method, it has been told already
     */
    public Mono<TokenEstimate> of(Call call) {
        TokenEstimate known = call.spending().estimate();
        if (known != null) {
            return Mono.just(known);
        }
        JsonBody body = call.json();
        if (body == null) {
            return Mono.just(note(call, NOTHING));
        }
        ByteBuf bytes = body.bytes();
        ObjectNode tree = call.tree();
        if (tokens.isLoaded() && (tree != null || bytes.readableBytes() <= Workers.LARGE)) {
            return Mono.just(note(call, estimate(call, tree, bytes)));
        }
        bytes.retain();
        return workers.compute(call.loop(), () -> estimate(call, tree, bytes), bytes::release)
                .doOnNext(estimate -> note(call, estimate));
    }

    private static TokenEstimate note(Call call, TokenEstimate estimate) {
        call.spending().estimatedAs(estimate);
        return estimate;
    }

    private TokenEstimate estimate(Call call, @Nullable ObjectNode tree, ByteBuf bytes) {
        try (JsonParser parser = tree == null ? parser(bytes) : tree.traverse()) {
            RequestTokens request = RequestTokens.read(parser);
            long input = request.input(tokens::count)
                    + PromptTokens.of(call.endpoint(), tokens::count)
                    + instructions(call.agent());
            return new TokenEstimate(input, output(call, request), request.tier());
        } catch (IOException e) {
            throw new UncheckedIOException("the body was checked to be JSON", e);
        }
    }

    /** Which tools an agent has is known when its servers have told. */
    private long instructions(@Nullable AgentCall agent) {
        String system = agent == null ? null : agent.agent().system();
        return system == null ? 0 : tokens.count(system);
    }

    private static JsonParser parser(ByteBuf bytes) throws IOException {
        return bytes.hasArray()
                ? JSON.createParser(bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), bytes.readableBytes())
                : JSON.createParser((InputStream) new ByteBufInputStream(bytes.duplicate()));
    }

    private long output(Call call, RequestTokens request) {
        Operation operation = call.operation();
        // Below responses it is a compaction that has a body and is estimated.
        boolean writes = operation != null
                && (operation.kind() == Operation.Kind.CHAT
                        || operation == Operation.COMPLETIONS
                        || operation == Operation.RESPONSE_ITEMS);
        if (!writes) {
            return 0;
        }
        return request.choices() * (request.limit() > 0 ? request.limit() : longest(call.targets()));
    }

    /** The longest answer of those who may serve the call. */
    private long longest(@Nullable Targets targets) {
        if (targets == null) {
            return assumedOutput;
        }
        long longest = 0;
        for (Target target : targets.inOrder()) {
            long most = models.facts(target).maxOutput();
            longest = Math.max(longest, most > 0 ? Math.min(most, assumedOutput) : assumedOutput);
        }
        return longest;
    }
}
