package dev.caravan.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.caravan.spi.Header;
import dev.caravan.spi.LocalAnswer;
import dev.caravan.spi.ModelInfo;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderPlugin;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Settings;
import dev.caravan.spi.SettingsException;
import dev.caravan.spi.Upstream;
import dev.caravan.spi.UpstreamRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What the gateway relies on in every provider plugin. A plugin's test extends this class and supplies the plugin with the
 * settings to try it with:
 *
 * <pre>{@code
 * class ShoutPluginContractTest extends ProviderPluginContract {
 *     protected ProviderPlugin plugin() { return new ShoutPlugin(); }
 *     protected Map<String, Object> minimalSettings() { return Map.of(); }
 * }
 * }</pre>
 *
 * <p>No method of the contract opens a connection. The tests wait for asynchronous bodies up to five seconds.
 */
public abstract class ProviderPluginContract {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofMillis(100);
    private static final int THREADS = 4;
    private static final int CALLS_PER_THREAD = 50;

    /** A new instance of the plugin under test. */
    protected abstract ProviderPlugin plugin();

    /** The smallest settings that the plugin accepts. */
    protected abstract Map<String, Object> minimalSettings();

    /** Settings with a value for every key that the plugin reads; the {@link #minimalSettings()} unless overridden. */
    protected Map<String, Object> fullSettings() {
        return minimalSettings();
    }

    /** The secrets within {@link #fullSettings()}, each an unmistakable text; none unless overridden. */
    protected Set<String> credentials() {
        return Set.of();
    }

    /** Values that the plugin must refuse, by their keys; each is tried within {@link #fullSettings()}. */
    protected Map<String, Object> wrongValues() {
        return Map.of();
    }

    /** Whether this upstream's protocol wants its credential in the URL; false unless overridden. */
    protected boolean credentialsInUrl() {
        return false;
    }

    /** A request that the provider can serve; one in OpenAI's format unless overridden. */
    protected ProviderRequest request(Operation operation) {
        return Requests.valid(operation);
    }

    @Test
    void isFoundByServiceLoaderUnderItsName() {
        List<ProviderPlugin> found =
                ServiceLoader.load(ProviderPlugin.class, plugin().getClass().getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(candidate -> candidate.name().equals(plugin().name()))
                        .toList();

        assertThat(found)
                .as("plugins named %s in META-INF/services/%s", plugin().name(), ProviderPlugin.class.getName())
                .singleElement()
                .isInstanceOf(plugin().getClass());
    }

    @Test
    void hasANameOfLowerCaseLettersDigitsAndDashesThatDoesNotChange() {
        assertThat(plugin().name()).matches("[a-z][a-z0-9-]*").isEqualTo(plugin().name());
    }

    @Test
    void readsEveryKeyOfItsSettings() {
        assertThatCode(() -> create(minimalSettings()).close()).doesNotThrowAnyException();
        assertThatCode(() -> create(fullSettings()).close()).doesNotThrowAnyException();
    }

    @Test
    void refusesAKeyThatItDoesNotKnow() {
        Map<String, Object> settings = new LinkedHashMap<>(fullSettings());
        settings.put("no-such-key", "x");

        assertRefusal("no-such-key", settings);
    }

    @TestFactory
    Stream<DynamicTest> refusesAMapWhereItWantsOneValue() {
        return fullSettings().entrySet().stream()
                .filter(entry -> !(entry.getValue() instanceof Map) && !(entry.getValue() instanceof List))
                .map(entry -> dynamicTest(
                        entry.getKey(), () -> assertRefusal(entry.getKey(), with(entry.getKey(), Map.of("a", "b")))));
    }

    @TestFactory
    Stream<DynamicTest> refusesAWrongValueByNamingItsKey() {
        return wrongValues().entrySet().stream()
                .map(wrong -> dynamicTest(
                        wrong.getKey() + "=" + wrong.getValue(),
                        () -> assertRefusal(wrong.getKey(), with(wrong.getKey(), wrong.getValue()))));
    }

    @Test
    void servesAtLeastOneOperationAndAlwaysTheSame() {
        try (Provider provider = create(minimalSettings())) {
            assertThat(provider.operations()).isNotEmpty().isEqualTo(provider.operations());
        }
    }

    @Test
    void namesItsModelsOnceAndInAStableOrder() {
        try (Provider provider = create(fullSettings());
                Provider again = create(fullSettings())) {
            List<ModelInfo> models = provider.models();

            assertThat(models).isEqualTo(provider.models()).isEqualTo(again.models());
            assertThat(models).extracting(ModelInfo::id).doesNotHaveDuplicates().allSatisfy(id -> assertThat(id)
                    .isNotBlank());
        }
    }

    @TestFactory
    Stream<DynamicTest> preparesAnAbsoluteUrlOrAnAnswerForEveryOperation() {
        return forEachOperation((provider, request) -> {
            Upstream prepared = provider.prepare(request);

            if (prepared instanceof UpstreamRequest upstream) {
                URI uri = URI.create(upstream.url());
                assertThat(uri.getScheme()).isIn("http", "https");
                assertThat(uri.getRawAuthority()).isNotBlank();
                assertThat(uri.getRawFragment()).isNull();
                assertThat(upstream.method()).matches("[A-Z]+");
                assertHeaderLines(upstream.headers());
            } else if (prepared instanceof LocalAnswer answer) {
                assertThat(answer.status()).isBetween(200, 599);
                assertHeaderLines(answer.headers());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> preparesTheSameForTheSameRequest() {
        return forEachOperation((provider, request) ->
                assertThat(outcome(provider.prepare(request))).isEqualTo(outcome(provider.prepare(request))));
    }

    @TestFactory
    Stream<DynamicTest> preparesOnManyThreadsAtOnce() {
        return forEachOperation((provider, request) -> {
            Object expected = outcome(provider.prepare(copy(request)));

            assertThat(onManyThreads(() -> outcome(provider.prepare(copy(request)))))
                    .allSatisfy(outcome -> assertThat(outcome).isEqualTo(expected));
        });
    }

    /** The gateway sends the body upstream after {@link Provider#prepare}: it must find it as it was. */
    @TestFactory
    Stream<DynamicTest> leavesTheBodyAtItsStart() {
        return forEachOperation((provider, request) -> {
            ByteBuffer body = request.body();
            int start = body == null ? 0 : body.position();

            provider.prepare(request);

            if (body != null) {
                assertThat(body.position()).isEqualTo(start);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> putsCredentialsIntoHeadersOnly() {
        return forEachOperation((provider, request) -> {
            Upstream prepared = provider.prepare(request);

            if (prepared instanceof UpstreamRequest upstream && !credentialsInUrl()) {
                assertWithoutCredentials(upstream.url());
            } else if (prepared instanceof LocalAnswer answer) {
                assertWithoutCredentials(bodyOf(answer).text());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> showsNoCredentialInAnyToString() {
        credentials().forEach(credential -> assertThat(fullSettings().toString())
                .as("the full settings")
                .contains(credential));
        return forEachOperation((provider, request) -> {
            Upstream prepared = provider.prepare(request);

            assertWithoutCredentials(plugin().toString());
            assertWithoutCredentials(provider.toString());
            if (!credentialsInUrl()) {
                assertWithoutCredentials(prepared.toString());
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> passesPathPercentEncodingAndQueryThroughAsTheyAre() {
        if (!passesThrough()) {
            return Stream.empty();
        }
        return Stream.of("/v1/files", "/", "/a%2Fb/%20c", "/v1/models/org%3Amodel:1", "/%E2%82%AC//x", "/a;b=c/@d")
                .flatMap(path -> Stream.of("", "q=a%20b+c&x=%2B&x=&empty", "a=1?b=2")
                        .map(query -> dynamicTest(
                                path + (query.isEmpty() ? "" : "?" + query), () -> assertPassedThrough(path, query))));
    }

    @TestFactory
    Stream<DynamicTest> answersItselfWithNoMoreThanIsAskedFor() {
        return forEachLocalAnswer(answer -> {
            CollectingSubscriber body = CollectingSubscriber.to(answer.body());
            assertThat(body.items()).as("items before anything was asked for").isEmpty();

            body.request(1);
            body.awaitItems(1, PATIENCE);
            body.hearsNothingFor(SILENCE);
            assertThat(body.items()).as("items after one was asked for").hasSizeLessThanOrEqualTo(1);

            for (int asked = 2; !body.isComplete() && body.failure() == null; asked++) {
                body.request(1);
                body.awaitItems(asked, PATIENCE);
            }
            assertThat(body.isOverrun()).as("more items than were asked for").isFalse();
        });
    }

    @TestFactory
    Stream<DynamicTest> answersItselfToTheEnd() {
        return forEachLocalAnswer(answer -> {
            CollectingSubscriber body = bodyOf(answer);

            assertThat(body.failure()).isNull();
            assertThat(body.isComplete()).isTrue();
            answer.headers().stream()
                    .filter(header -> header.name().equalsIgnoreCase("content-length"))
                    .forEach(header -> assertThat(header.value()).isEqualTo(String.valueOf(body.bytes().length)));
        });
    }

    @TestFactory
    Stream<DynamicTest> namesTheTypeOfWhatItAnswersItself() {
        return forEachLocalAnswer(answer -> assertThat(answer.headers())
                .filteredOn(header -> header.name().equalsIgnoreCase("content-type"))
                .hasSize(1));
    }

    @TestFactory
    Stream<DynamicTest> stopsAnsweringWhenTheClientGoesAway() {
        return forEachLocalAnswer(answer -> {
            CollectingSubscriber body = CollectingSubscriber.cancellingAfter(1, answer.body());

            body.request(Long.MAX_VALUE);
            body.awaitItems(1, PATIENCE);
            body.hearsNothingFor(SILENCE);

            assertThat(body.items()).as("items after the cancellation").hasSizeLessThanOrEqualTo(1);
        });
    }

    private void assertPassedThrough(String path, String query) {
        try (Provider provider = create(minimalSettings())) {
            Requests.Builder request = Requests.passthrough("DELETE", path);

            UpstreamRequest upstream = (UpstreamRequest) provider.prepare(
                    query.isEmpty() ? request.build() : request.query(query).build());

            assertThat(upstream.method()).isEqualTo("DELETE");
            assertThat(upstream.url()).endsWith(path + (query.isEmpty() ? "" : "?" + query));
            if (query.isEmpty()) {
                assertThat(upstream.url()).doesNotContain("?");
            }
        }
    }

    private boolean passesThrough() {
        return operations().contains(Operation.PASSTHROUGH)
                && prepared(Operation.PASSTHROUGH) instanceof UpstreamRequest;
    }

    private void assertRefusal(String key, Map<String, Object> settings) {
        SettingsException refused = catchThrowableOfType(
                SettingsException.class, () -> create(settings).close());

        assertThat(refused).as("refusal of %s", key).isNotNull();
        assertThat(refused.key()).isEqualTo("providers." + plugin().name() + "." + key);
        assertThat(refused.problem()).isNotBlank();
        assertThat(refused.fix()).isNotBlank();
        assertWithoutCredentials(String.valueOf(refused.getMessage()));
    }

    private void assertWithoutCredentials(String text) {
        credentials().forEach(credential -> assertThat(text).doesNotContain(credential));
    }

    private static void assertHeaderLines(List<Header> headers) {
        assertThat(headers).allSatisfy(header -> {
            assertThat(header.name()).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
            assertThat(header.value().chars()).allMatch(c -> c >= ' ' && c != 0x7f);
        });
    }

    private Map<String, Object> with(String key, Object value) {
        Map<String, Object> settings = new LinkedHashMap<>(fullSettings());
        settings.put(key, value);
        return settings;
    }

    /** Creates the provider as the gateway does: what the plugin did not read is refused. */
    private Provider create(Map<String, Object> values) {
        Settings settings = Settings.of("providers." + plugin().name(), values);
        Provider provider = plugin().create(settings);
        try {
            settings.rejectUnread();
        } catch (SettingsException e) {
            provider.close();
            throw e;
        }
        return provider;
    }

    private Stream<DynamicTest> forEachOperation(Attempt attempt) {
        return operations().stream()
                .map(operation -> dynamicTest(operation.path(), () -> {
                    try (Provider provider = create(fullSettings())) {
                        attempt.on(provider, request(operation));
                    }
                }));
    }

    private Stream<DynamicTest> forEachLocalAnswer(Consumer<LocalAnswer> attempt) {
        return operations().stream()
                .filter(operation -> prepared(operation) instanceof LocalAnswer)
                .map(operation -> dynamicTest(operation.path(), () -> {
                    try (Provider provider = create(fullSettings())) {
                        attempt.accept((LocalAnswer) provider.prepare(request(operation)));
                    }
                }));
    }

    private Upstream prepared(Operation operation) {
        try (Provider provider = create(fullSettings())) {
            return provider.prepare(request(operation));
        }
    }

    private Set<Operation> operations() {
        try (Provider provider = create(fullSettings())) {
            return provider.operations();
        }
    }

    private static ProviderRequest copy(ProviderRequest request) {
        ByteBuffer body = request.body();
        return new ProviderRequest(
                request.operation(),
                request.method(),
                request.path(),
                request.query(),
                request.model(),
                request.stream(),
                request.headers(),
                body == null ? null : body.duplicate());
    }

    private static CollectingSubscriber bodyOf(LocalAnswer answer) {
        return CollectingSubscriber.readAll(answer.body(), PATIENCE);
    }

    /** What a request is compared by; a local answer's body counts by its bytes. */
    private static Object outcome(Upstream prepared) {
        if (prepared instanceof LocalAnswer answer) {
            return List.of(answer.status(), answer.headers(), bodyOf(answer).text());
        }
        return prepared;
    }

    private static List<Object> onManyThreads(Callable<Object> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Object> outcomes = new ArrayList<>();
            for (Future<Object> future : threads.invokeAll(Collections.nCopies(THREADS * CALLS_PER_THREAD, call))) {
                outcomes.add(future.get());
            }
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }

    private interface Attempt {
        void on(Provider provider, ProviderRequest request) throws Exception;
    }
}
