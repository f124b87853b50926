package dev.caravan.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.caravan.spi.Header;
import dev.caravan.spi.LocalAnswer;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderPlugin;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Settings;
import dev.caravan.spi.Upstream;
import dev.caravan.spi.UpstreamRequest;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The contract must let a good plugin pass, and find each of these faults in a bad one. */
class ProviderPluginContractTest {

    private static final String SECRET = "sk-never-shown";

    @Test
    void aGoodPluginPasses() {
        assertThat(faultsFoundIn(GoodPlugin.class)).isEmpty();
    }

    @Test
    void aPluginWithoutItsServiceFileIsFound() {
        assertThat(faultsFoundIn(UnlistedPlugin.class)).containsExactly("isFoundByServiceLoaderUnderItsName");
    }

    @Test
    void aNameInUpperCaseIsFound() {
        assertThat(faultsFoundIn(ShoutedName.class))
                .contains("hasANameOfLowerCaseLettersDigitsAndDashesThatDoesNotChange");
    }

    @Test
    void aCredentialInTheUrlIsFound() {
        assertThat(faultsFoundIn(KeyInUrl.class))
                .contains("putsCredentialsIntoHeadersOnly", "showsNoCredentialInAnyToString");
    }

    @Test
    void aDecodedPathIsFound() {
        assertThat(faultsFoundIn(DecodedPath.class)).contains("passesPathPercentEncodingAndQueryThroughAsTheyAre");
    }

    @Test
    void aRelativeUrlIsFound() {
        assertThat(faultsFoundIn(RelativeUrl.class)).contains("preparesAnAbsoluteUrlOrAnAnswerForEveryOperation");
    }

    @Test
    void anAnswerThatChangesFromCallToCallIsFound() {
        assertThat(faultsFoundIn(Counting.class)).contains("preparesTheSameForTheSameRequest");
    }

    @Test
    void aBodyThatWasReadToItsEndIsFound() {
        assertThat(faultsFoundIn(BodyEater.class)).contains("leavesTheBodyAtItsStart");
    }

    @Test
    void anAnswerThatIgnoresTheDemandIsFound() {
        assertThat(faultsFoundIn(Flood.class))
                .contains("answersItselfWithNoMoreThanIsAskedFor", "stopsAnsweringWhenTheClientGoesAway");
    }

    @Test
    void aTypoInASettingThatIsTakenIsFound() {
        assertThat(faultsFoundIn(TakesAnything.class)).contains("refusesAKeyThatItDoesNotKnow");
    }

    private static Set<String> faultsFoundIn(Class<? extends Contract> contract) {
        Set<String> faults = new TreeSet<>();
        for (Event event : EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(contract))
                .execute()
                .allEvents()
                .failed()
                .list()) {
            String id = event.getTestDescriptor().getUniqueId().toString();
            faults.add(id.replaceFirst(".*\\[(?:method|test-factory):([^(]+)\\(.*", "$1"));
        }
        return faults;
    }

    abstract static class Contract extends ProviderPluginContract {

        @Override
        protected Map<String, Object> minimalSettings() {
            return Map.of("api-key", SECRET);
        }

        @Override
        protected Set<String> credentials() {
            return Set.of(SECRET);
        }
    }

    static class GoodPlugin extends Contract {
        @Override
        protected ProviderPlugin plugin() {
            return new ListedPlugin();
        }
    }

    static class UnlistedPlugin extends Contract {
        @Override
        protected ProviderPlugin plugin() {
            return new Plugin("unlisted", request -> upstream("https://example.com" + request.path(), request));
        }
    }

    static class ShoutedName extends Contract {
        @Override
        protected ProviderPlugin plugin() {
            return new Plugin("Shouted", request -> upstream("https://example.com" + request.path(), request));
        }
    }

    static class KeyInUrl extends Contract {
        @Override
        protected ProviderPlugin plugin() {
            return new Plugin("key-in-url", request -> upstream("https://example.com/?key=" + SECRET, request));
        }
    }

    static class DecodedPath extends Contract {
        @Override
        protected ProviderPlugin plugin() {
            return new Plugin(
                    "decoded-path",
                    request -> upstream("https://example.com" + request.path().replace("%2F", "/"), request));
        }
    }

    static class RelativeUrl extends Contract {
        @Override
        protected ProviderPlugin plugin() {
            return new Plugin("relative-url", request -> upstream(request.path(), request));
        }
    }

    static class Counting extends Contract {
        private final AtomicInteger calls = new AtomicInteger();

        @Override
        protected ProviderPlugin plugin() {
            return new Plugin(
                    "counting",
                    request ->
                            new UpstreamRequest("POST", "https://example.com/" + calls.incrementAndGet(), List.of()));
        }
    }

    static class BodyEater extends Contract {
        @Override
        protected ProviderPlugin plugin() {
            return new Plugin("body-eater", request -> {
                ByteBuffer body = request.body();
                while (body != null && body.hasRemaining()) {
                    body.get();
                }
                return upstream("https://example.com" + request.path(), request);
            });
        }
    }

    static class Flood extends Contract {
        @Override
        protected ProviderPlugin plugin() {
            return new Plugin(
                    "flood",
                    request -> new LocalAnswer(200, List.of(new Header("content-type", "text/plain")), Flood::pour));
        }

        private static void pour(Flow.Subscriber<? super ByteBuffer> subscriber) {
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long count) {
                    subscriber.onNext(ByteBuffer.allocate(1));
                    subscriber.onNext(ByteBuffer.allocate(1));
                    subscriber.onComplete();
                }

                @Override
                public void cancel() {}
            });
        }
    }

    static class TakesAnything extends Contract {
        @Override
        protected ProviderPlugin plugin() {
            Plugin plugin =
                    new Plugin("takes-anything", request -> upstream("https://example.com" + request.path(), request));
            return new ProviderPlugin() {
                @Override
                public String name() {
                    return plugin.name();
                }

                @Override
                public Provider create(Settings settings) {
                    settings.text("no-such-key");
                    return plugin.create(settings);
                }
            };
        }
    }

    private static Upstream upstream(String url, ProviderRequest request) {
        String query = request.query();
        return new UpstreamRequest(
                request.method(),
                query == null ? url : url + "?" + query,
                List.of(new Header("Authorization", "Bearer " + SECRET)));
    }

    /** A plugin that passes everything through, in the way that is given. */
    private static class Plugin implements ProviderPlugin {

        private final String name;
        private final Function<ProviderRequest, Upstream> preparation;

        Plugin(String name, Function<ProviderRequest, Upstream> preparation) {
            this.name = name;
            this.preparation = preparation;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Provider create(Settings settings) {
            settings.headerValue("api-key");
            return new Provider() {
                @Override
                public Set<Operation> operations() {
                    return Set.of(Operation.PASSTHROUGH);
                }

                @Override
                public boolean hasCredentials() {
                    return true;
                }

                @Override
                public Upstream prepare(ProviderRequest request) {
                    return preparation.apply(request);
                }
            };
        }
    }

    /** The one plugin of this test that is listed as a service. */
    public static final class ListedPlugin implements ProviderPlugin {

        private final Plugin plugin =
                new Plugin("listed", request -> upstream("https://example.com" + request.path(), request));

        @Override
        public String name() {
            return plugin.name();
        }

        @Override
        public Provider create(Settings settings) {
            return plugin.create(settings);
        }
    }
}
