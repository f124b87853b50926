package dev.caravan.processors.upstream;

import dev.caravan.processors.auth.ForwardableCredential;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.ProviderErrors;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.context.ContextReduction;
import dev.caravan.processors.forms.FormBody;
import dev.caravan.processors.metering.Metering;
import dev.caravan.processors.metering.TextTokens;
import dev.caravan.processors.pricing.Costs;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.processors.routing.FailureClass;
import dev.caravan.processors.routing.Target;
import dev.caravan.processors.routing.TargetHealth;
import dev.caravan.processors.routing.Targets;
import dev.caravan.processors.translation.AnswerTranslation;
import dev.caravan.processors.translation.ContentType;
import dev.caravan.processors.translation.HeardAnswer;
import dev.caravan.processors.translation.LocalTokenCount;
import dev.caravan.processors.translation.Translation;
import dev.caravan.processors.translation.Translations;
import dev.caravan.processors.translation.Way;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Header;
import dev.caravan.spi.HeaderView;
import dev.caravan.spi.LocalAnswer;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Upstream;
import dev.caravan.spi.UpstreamRequest;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpStatusClass;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;

/**
 * Asks the call's target: the plugin prepares what to send, this step sends it, and the answer's body streams through. Where
 * both sides speak the same dialect the bytes pass as they are; else they are translated both ways. A call that has an answer
 * already, from a cache, is left alone. Needs {@code ResolveTarget} before it.
 */
public final class CallProvider implements AsyncCallStep {

    private static final Duration NO_TIME = Duration.ofMillis(1);

    private final UpstreamClients clients;
    private final Translations translations;
    private final LocalTokenCount counter;
    private final Workers workers;
    private final AttemptCounts counts;
    private final Failover failover;
    private final Metering metering;
    private final Costs costs;
    private final UpstreamHeaders headers;
    private final ForwardableCredential credentials;

    /**
     * @param costs say what calls cost
     * @param health how the targets have done of late
     * @param counts takes what comes of each attempt
     * @param workers translates large requests, and counts tokens
     * @param tokens counts them where a provider does not
     * @param tracing whether the gateway has a span of its own for each call, whose number providers are told
     */
    public CallProvider(
            UpstreamClients clients,
            Translations translations,
            ForwardableCredential credentials,
            Costs costs,
            TargetHealth health,
            AttemptCounts counts,
            Workers workers,
            TextTokens tokens,
            boolean tracing) {
        this.clients = clients;
        this.translations = translations;
        this.counter = new LocalTokenCount(translations, workers, tokens);
        this.workers = workers;
        this.counts = counts;
        this.failover = new Failover(health, counts, clients::scheduler, () -> ThreadLocalRandom.current()
                .nextDouble());
        this.metering = new Metering(translations.dialects());
        this.costs = costs;
        this.headers = new UpstreamHeaders(credentials, tracing);
        this.credentials = credentials;
    }

    @Override
    public Mono<Void> apply(Call call) {
        if (call.answer() != null) {
            return Mono.empty();
        }
        Targets targets = call.targets();
        Operation operation = call.operation();
        if (targets == null || operation == null) {
            throw new IllegalStateException("the route calls a provider before it has resolved one");
        }
        if (call.agent() != null && operation.kind() == Operation.Kind.CHAT) {
            throw GatewayError.badRequest("agent_not_served", "Agents are not served here.")
                    .withParam("model");
        }
        costs.noteAtEnd(call);
        Failover.Sender sender = attempt -> call(call, attempt, operation);
        FormBody form = call.form();
        if (form != null && !form.isWhole()) {
            // What is on its way cannot be sent to somebody else.
            return callOnly(call, targets.first(), sender);
        }
        // Who calls an endpoint did not choose its provider: one that fails is the endpoint's own failure, however few
        // there are.
        return targets.mayFailOver() || call.endpoint() != null
                ? failover.run(call, targets, sender)
                : callOnly(call, targets.first(), sender);
    }

    /**
     * Asks in the neutral model, whatever dialect the target speaks.
     *
     * @param own a call of the gateway's own, with targets; it has an answer afterwards, whose body is to be read: with each of
     *     its pieces more has been heard
     * @param heard takes what is answered
     */
    public Mono<Void> converse(Call own, ChatRequest request, HeardAnswer heard) {
        Targets targets = own.targets();
        if (targets == null) {
            throw new IllegalStateException("nobody is to be asked");
        }
        costs.noteAtEnd(own);
        Failover.Sender sender = attempt -> converse(own, attempt, request, heard);
        return targets.mayFailOver() ? failover.run(own, targets, sender) : callOnly(own, targets.first(), sender);
    }

    private Mono<Void> converse(Call own, Attempt attempt, ChatRequest request, HeardAnswer heard) {
        JsonBody json = own.json();
        if (json != null && json.bytes().readableBytes() > Workers.LARGE) {
            return workers.compute(
                            own.loop(), () -> translations.begin(own, attempt.target(), request, heard), () -> {})
                    .flatMap(translation -> send(own, attempt, translation));
        }
        return send(own, attempt, translations.begin(own, attempt.target(), request, heard));
    }

    /** Where there is nobody else to ask, the provider's own answer is the answer; but a request may be made shorter once. */
    private Mono<Void> callOnly(Call call, Target target, Failover.Sender sender) {
        ContextReduction reduction = call.contextReduction();
        long begun = System.nanoTime();
        if (reduction == null) {
            return sender.send(new Attempt(target, begun, false, counts));
        }
        Attempt whole = new Attempt(target, begun, true, counts);
        return sender.send(whole).then(Mono.defer(() -> {
            if (whole.refusal() != FailureClass.CONTEXT_LENGTH) {
                return Mono.empty();
            }
            return reduction.reduce().filter(Boolean::booleanValue).flatMap(shorter -> {
                Answers.discard(call);
                return sender.send(new Attempt(target, begun, false, counts));
            });
        }));
    }

    private Mono<Void> call(Call call, Attempt attempt, Operation operation) {
        Way way = translations.way(operation, attempt.target().provider().provider());
        if (way instanceof Way.ByTranslation by) {
            return translated(call, attempt, by.operation());
        }
        if (way instanceof Way.ByTheGateway) {
            return counter.answer(call);
        }
        return asAsked(call, attempt, operation);
    }

    private Mono<Void> asAsked(Call call, Attempt attempt, Operation operation) {
        ConfiguredProvider provider = attempt.target().provider();
        Ask ask = Ask.asAsked(
                call,
                attempt.target(),
                operation,
                credentials.query(call.request().query()));
        String streams = translations.streamContentType(operation, provider);
        return send(call, attempt, ask, answer -> reframed(call, provider, operation, answer, streams));
    }

    private Mono<Void> translated(Call call, Attempt attempt, Operation asked) {
        JsonBody json = call.json();
        Target target = attempt.target();
        if (json != null && json.bytes().readableBytes() > Workers.LARGE) {
            json.bytes().retain();
            return workers.compute(call.loop(), () -> translations.begin(call, target, asked), json.bytes()::release)
                    .flatMap(translation -> send(call, attempt, translation));
        }
        return send(call, attempt, translations.begin(call, target, asked));
    }

    private Mono<Void> send(Call call, Attempt attempt, Translation translation) {
        return send(call, attempt, Ask.translated(call, translation), translation::answer);
    }

    /** A client that asked for a stream gets one, and one that did not gets none, whatever the provider does. */
    private @Nullable Mono<Answer> reframed(
            Call call, ConfiguredProvider provider, Operation operation, Answer answer, @Nullable String streams) {
        if (streams == null || answer.status() >= 300) {
            return null;
        }
        boolean isStream = ContentType.is(answer.headers(), streams);
        if (isStream == call.stream() || !(isStream || ContentType.is(answer.headers(), "application/json"))) {
            return null;
        }
        AnswerTranslation reframing = translations.reframing(call, operation, provider);
        return reframing == null ? null : reframing.translate(answer, new Losses());
    }

    private Mono<Void> send(Call call, Attempt attempt, Ask ask, Function<Answer, @Nullable Mono<Answer>> translation) {
        ConfiguredProvider provider = attempt.target().provider();
        Function<Answer, @Nullable Mono<Answer>> change = attempt.readsErrors()
                ? new ReadErrors(attempt, ask.operation(), translations, translation)
                : translation;
        ByteBuf unsent = ask.body();
        try {
            Upstream upstream = provider.provider().prepare(ask.request(shown(call, ask)));
            if (upstream instanceof UpstreamRequest request) {
                Publisher<Answer> answer = exchange(call, attempt, ask, request);
                UpstreamExchange exchange = new UpstreamExchange(answer, call, attempt, ask.body(), change);
                unsent = null;
                return exchange;
            }
            Answer answer = localAnswer(call, provider, ask, (LocalAnswer) upstream);
            FormBody form = call.form();
            boolean unread = form != null && ask.body() == null;
            Mono<Answer> answered = unread ? form.drained().thenReturn(answer) : Mono.just(answer);
            return new UpstreamExchange(answered, call, attempt, null, change);
        } finally {
            if (unsent != null) {
                unsent.release();
            }
        }
    }

    /** A plugin sees the client's headers where they are in its own dialect. */
    private static HeaderView shown(Call call, Ask ask) {
        return new NettyHeaderView(
                ask.isTranslated() ? EmptyHttpHeaders.INSTANCE : call.request().headers());
    }

    private Publisher<Answer> exchange(Call call, Attempt attempt, Ask ask, UpstreamRequest request) {
        ConfiguredProvider provider = attempt.target().provider();
        HttpHeaders outgoing = headers.outgoing(call, ask, provider, request);
        Publisher<ByteBuf> payload = payload(call, attempt, ask, outgoing);
        String url = url(provider, ask, request);
        HttpClient.RequestSender sender = clients.client(call.loop(), provider)
                .headers(headers -> headers.set(outgoing))
                .request(HttpMethod.valueOf(request.method()));
        HttpClient.RequestSender addressed =
                ask.isRecurring() ? sender.uri(clients.uri(call.loop(), url)) : sender.uri(url);
        return addressed.send(payload).responseConnection((head, connection) -> {
            if (head.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                connection.dispose();
                return Mono.error(ProviderErrors.noAnswer(provider.name()));
            }
            return Mono.just(answer(call, attempt, ask, head, connection));
        });
    }

    /** A URL that the configuration puts in the place of the plugin's keeps the client's query. */
    static String url(ConfiguredProvider provider, Ask ask, UpstreamRequest request) {
        String override = provider.formatUrls().get(ask.operation());
        if (override == null) {
            return request.url();
        }
        String query = ask.query();
        String below = ask.below();
        if (!below.isEmpty()) {
            int mark = override.indexOf('?');
            override = mark < 0 ? override + below : override.substring(0, mark) + below + override.substring(mark);
        }
        return query == null ? override : override + (override.indexOf('?') < 0 ? "?" : "&") + query;
    }

    private Answer answer(Call call, Attempt attempt, Ask ask, HttpClientResponse head, Connection connection) {
        ConfiguredProvider provider = attempt.target().provider();
        Duration left = attempt.timeLeft();
        Publisher<ByteBuf> received = new UpstreamBody(
                connection.inbound().receive(),
                call.loop(),
                provider.timeouts().idle(),
                left.isNegative() || left.isZero() ? NO_TIME : left,
                provider.name());
        HttpHeaders incoming = headers.incoming(ask.operation(), head.responseHeaders());
        return metered(call, provider, ask, new Answer(head.status().code(), incoming, received));
    }

    private Answer localAnswer(Call call, ConfiguredProvider provider, Ask ask, LocalAnswer local) {
        HttpHeaders given = new DefaultHttpHeaders();
        for (Header header : local.headers()) {
            given.add(header.name(), header.value());
        }
        Flux<ByteBuf> body = JdkFlowAdapter.flowPublisherToFlux(local.body())
                .map(CallProvider::wrap)
                .publishOn(clients.scheduler(call.loop()), 1);
        return metered(call, provider, ask, new Answer(local.status(), given, body));
    }

    /** What is translated tells its use to the translation. */
    private Answer metered(Call call, ConfiguredProvider provider, Ask ask, Answer raw) {
        Answer read = ask.isTranslated() ? raw : metering.metered(call, provider, ask.operation(), raw);
        return read.withBody(guarded(call, provider, ask, read.headers(), read.body()));
    }

    /** A stream of events in a dialect that the gateway knows never ends as if it were whole when it is not. */
    private static Publisher<ByteBuf> guarded(
            Call call, ConfiguredProvider provider, Ask ask, HttpHeaders head, Publisher<ByteBuf> body) {
        StreamEnd end = ask.isTranslated() || !ContentType.is(head, "text/event-stream")
                ? null
                : StreamEnds.of(ask.operation());
        if (end == null) {
            return body;
        }
        // A broken one gets longer by the event that says so.
        head.remove(HttpHeaderNames.CONTENT_LENGTH);
        return new EventStreamBody(body, end, () -> {
            GatewayError error = ProviderErrors.brokeMidStream(provider.name());
            call.breaksOff(error);
            return call.errorDialect().streamEvent(error, call.id());
        });
    }

    private static Publisher<ByteBuf> payload(Call call, Attempt attempt, Ask ask, HttpHeaders outgoing) {
        ByteBuf body = ask.body();
        if (body != null) {
            outgoing.setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
            // Where no connection comes about nobody takes it: the exchange lets go of its own hold in any case.
            return Mono.fromSupplier(body::retainedDuplicate);
        }
        FormBody form = call.form();
        long declared = form == null ? call.body().declaredLength() : form.length(ask.model());
        if (declared == 0) {
            return Mono.empty();
        }
        if (declared > 0) {
            outgoing.set(HttpHeaderNames.CONTENT_LENGTH, Long.toString(declared));
        } else {
            outgoing.set(HttpHeaderNames.TRANSFER_ENCODING, "chunked");
        }
        Flux<ByteBuf> streamed = form == null ? call.body().stream() : Flux.from(form.send(ask.model()));
        return streamed.doOnNext(piece -> attempt.passedPiece(System.nanoTime()));
    }

    private static ByteBuf wrap(ByteBuffer bytes) {
        return Unpooled.wrappedBuffer(bytes);
    }
}
