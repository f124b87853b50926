package dev.caravan.processors.models;

import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.spi.ModelInfo;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * Remembers each upstream's models. A list that has grown old is given all the same, while a new one is fetched behind it; an
 * upstream that fails keeps its last good list. Nobody but the first caller waits for an upstream, and none is asked twice at
 * a time. What is remembered is the same for all callers. Thread-safe; nothing blocks.
 *
 * <p>A failure is logged when it begins, when its kind changes, and when it is over.
 */
public final class CachedModelCatalog implements ModelCatalog {

    private static final Logger LOG = LoggerFactory.getLogger(CachedModelCatalog.class);
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofSeconds(15);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ModelCatalog source;
    private final Duration fresh;
    private final Duration pause;
    private final Duration limit;
    private final LongSupplier nanoTime;
    private final Map<String, Listed> byProvider = new ConcurrentHashMap<>();

    /** @param source asks the upstreams */
    public CachedModelCatalog(ModelCatalog source) {
        this(source, FRESH, PAUSE, LIMIT, System::nanoTime);
    }

    /**
     * @param fresh how long a list is as good as new
     * @param pause from a failure to the next try
     * @param limit how long one request to an upstream may take
     */
    CachedModelCatalog(ModelCatalog source, Duration fresh, Duration pause, Duration limit, LongSupplier nanoTime) {
        this.source = source;
        this.fresh = fresh;
        this.pause = pause;
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    /**
     * The models as far as they are known.
     *
     * @return at once when there is a list, also an old one, and an error at once when the last try failed a moment ago; else
     *     when the upstream has answered, on any thread. Cancelling it does not cancel the request, for which others may wait
     */
    @Override
    public Mono<List<ModelInfo>> models(EventExecutor loop, ConfiguredProvider provider) {
        Listed listed = byProvider.computeIfAbsent(provider.name(), name -> new Listed());
        return listed.models(loop, provider);
    }

    /**
     * @param models the last good list, or null before the first
     * @param failure why the last try failed, or null when it did not
     * @param due when to ask the next time
     * @param refresh the request that is under way, or null
     */
    private record State(
            @Nullable List<ModelInfo> models,
            @Nullable Throwable failure,
            long due,
            Sinks.@Nullable One<List<ModelInfo>> refresh) {

        State refreshedBy(Sinks.One<List<ModelInfo>> sink) {
            return new State(models, failure, due, sink);
        }
    }

    /** What is known of one provider's models. */
    private final class Listed {

        private final AtomicReference<State> state =
                new AtomicReference<>(new State(null, null, nanoTime.getAsLong(), null));

        Mono<List<ModelInfo>> models(EventExecutor loop, ConfiguredProvider provider) {
            State now = state.get();
            if (now.refresh() == null && nanoTime.getAsLong() - now.due() >= 0) {
                Sinks.One<List<ModelInfo>> sink = Sinks.one();
                if (state.compareAndSet(now, now.refreshedBy(sink))) {
                    refresh(loop, provider, sink);
                }
                now = state.get();
            }
            if (now.models() != null) {
                return Mono.just(now.models());
            }
            Sinks.One<List<ModelInfo>> refresh = now.refresh();
            if (refresh != null) {
                return refresh.asMono();
            }
            return Mono.error(Objects.requireNonNull(now.failure(), "neither asked for, nor listed, nor failed"));
        }

        private void refresh(EventExecutor loop, ConfiguredProvider provider, Sinks.One<List<ModelInfo>> sink) {
            Mono.defer(() -> source.models(loop, provider))
                    .defaultIfEmpty(List.of())
                    .timeout(limit, Schedulers.fromExecutorService(loop))
                    .subscribe(models -> succeeded(provider, models, sink), failure -> failed(provider, failure, sink));
        }

        private void succeeded(ConfiguredProvider provider, List<ModelInfo> models, Sinks.One<List<ModelInfo>> sink) {
            List<ModelInfo> copy = List.copyOf(models);
            State former = state.getAndSet(new State(copy, null, nanoTime.getAsLong() + fresh.toNanos(), null));
            if (former.failure() != null) {
                LOG.info("provider '{}' lists its models again", provider.name());
            }
            sink.tryEmitValue(copy);
        }

        private void failed(ConfiguredProvider provider, Throwable failure, Sinks.One<List<ModelInfo>> sink) {
            State former = state.getAndUpdate(
                    now -> new State(now.models(), failure, nanoTime.getAsLong() + pause.toNanos(), null));
            String kind = UnlistedModelsException.kindOf(failure);
            Throwable before = former.failure();
            if (before == null || !kind.equals(UnlistedModelsException.kindOf(before))) {
                LOG.warn(
                        "provider '{}' does not list its models: {}; {}",
                        provider.name(),
                        kind,
                        former.models() == null ? "they are left out" : "the last list stays");
            }
            sink.tryEmitError(failure);
        }
    }
}
