package dev.caravan.gateway.steps;

import dev.caravan.processors.auth.ForwardableCredential;
import dev.caravan.processors.cache.AnswerFromCache;
import dev.caravan.processors.cache.CacheRules;
import dev.caravan.processors.cache.KeepInCache;

/** What is not asked twice. */
final class CacheSteps {

    private CacheSteps() {}

    static void add(Parts parts, Steps steps) {
        Services services = parts.services();
        CacheRules rules = parts.config().cache();
        steps.add(
                "answerFromCache",
                new AnswerFromCache(
                        services.cache(), rules, new ForwardableCredential(parts.keys()), services.workers()));
        steps.add("keepInCache", new KeepInCache(services.cache(), rules));
    }
}
