package dev.caravan.processors.context;

import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.JsonBody;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.routing.ProviderRegistry;
import dev.caravan.processors.routing.Target;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Leaves out what is too much for the model: the oldest exchanges of the conversation, or its middle, or a summary stands in
 * their place. What the operator says to the model and the user's last message stay, and a call stays with its results. Tells
 * {@code X-Ingate-Context: dropped=12}. Answers 400 {@code context_length_exceeded} when too much is left nevertheless. Where a
 * provider still finds the request too long, about half of the conversation is left out once more. Tokens are counted roughly,
 * and for the first of the call's targets. Runs after the target was resolved.
 */
public final class FitContext implements AsyncCallStep {

    private final ContextRules rules;
    private final ModelRegistry models;
    private final ProviderRegistry providers;
    private final Summarizer summarizer;
    private final Workers workers;

    /**
     * @param models know how much models read
     * @param providers have the models that summarize
     * @param callProvider asks them
     * @param workers read large requests
     */
    public FitContext(
            ContextRules rules,
            ModelRegistry models,
            ProviderRegistry providers,
            AsyncCallStep callProvider,
            Workers workers) {
        this.rules = rules;
        this.models = models;
        this.providers = providers;
        this.summarizer = new Summarizer(callProvider);
        this.workers = workers;
    }

    @Override
    public Mono<Void> apply(Call call) {
        if (rules.isEmpty() || call.answer() != null) {
            return Mono.empty();
        }
        Target target = call.target();
        JsonBody json = call.json();
        Dialogue dialogue = Dialogue.of(call.operation());
        ContextRule rule = target == null ? null : rules.of(target);
        if (target == null || json == null || dialogue == null || rule == null) {
            return Mono.empty();
        }
        long hard = rule.hardLimit() > 0 ? rule.hardLimit() : window(target);
        long soft = rule.softLimit() > 0 ? rule.softLimit() : hard;
        Fitting fitting = new Fitting(call, dialogue, rule.strategy(), summarizer, summarizing(rule), workers);
        call.reducibleBy(fitting);
        boolean mayBeTooLong = soft > 0 && json.bytes().readableBytes() / RoughTokens.BYTES_PER_TOKEN > soft;
        return mayBeTooLong ? fitting.fit(soft, hard) : Mono.empty();
    }

    /** 0 when unknown. */
    private long window(Target target) {
        String model = target.model();
        return model == null ? 0 : models.find(target.provider(), model).contextWindow();
    }

    private Fitting.@Nullable Summarizing summarizing(ContextRule rule) {
        String named = rule.summarizer();
        if (rule.strategy() != ContextStrategy.SUMMARIZE || named == null) {
            return null;
        }
        int slash = named.indexOf('/');
        return providers
                .provider(named.substring(0, slash))
                .map(provider -> new Target(provider, named.substring(slash + 1)))
                .map(model -> new Fitting.Summarizing(model, window(model)))
                .orElse(null);
    }
}
