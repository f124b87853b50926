package dev.caravan.processors.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.processors.models.UnlistedModelsException;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.spi.Header;
import dev.caravan.spi.ModelInfo;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Upstream;
import dev.caravan.spi.UpstreamRequest;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

class LiveModelCatalogTest {

    private static final NioEventLoopGroup LOOPS = new NioEventLoopGroup(1);
    private static final String MIB = "x".repeat(1 << 20);

    private final UpstreamClients clients = new UpstreamClients();
    private final DisposableServer server = HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .route(routes -> routes.get("/models", (request, response) -> response.header("Content-Type", "text/plain")
                            .sendString(Mono.just(
                                    "{\"data\":[{\"id\":\"m\",\"created\":7,\"owned_by\":\"o\"},{\"id\":\"n\"}]}")))
                    .get(
                            "/keyed",
                            (request, response) -> response.sendString(Mono.just("{\"data\":[{\"id\":\""
                                    + request.requestHeaders().get("authorization") + "\"}]}")))
                    .get("/status/{code}", LiveModelCatalogTest::status)
                    .get("/words", (request, response) -> response.sendString(Mono.just("<html>")))
                    .get("/declared", (request, response) -> response.header("Content-Length", "8388609")
                            .sendString(Flux.just("[").concatWith(Mono.never())))
                    .get(
                            "/endless",
                            (request, response) ->
                                    response.sendString(Flux.just(MIB).repeat())))
            .bindNow();

    @AfterEach
    void close() {
        clients.close();
        server.disposeNow();
    }

    @AfterAll
    static void stopTheLoops() {
        LOOPS.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void givesTheModelsAsThePluginReadsThem() {
        assertThat(models("/models")).containsExactly(new ModelInfo("m", 7, "o"), new ModelInfo("n", 0, "unknown"));
    }

    @Test
    void asksWithTheHeadersOfThePlugin() {
        assertThat(models("/keyed")).extracting(ModelInfo::id).containsExactly("Bearer k");
    }

    @Test
    void asksWhereTheConfigurationSays() {
        ConfiguredProvider provider = provider("/words", Map.of(Operation.MODELS, url("/models")));

        assertThat(ask(provider)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 404, 500, 302, 204})
    void anythingButAnOkIsNoList(int status) {
        assertThatThrownBy(() -> models("/status/" + status))
                .isInstanceOf(UnlistedModelsException.class)
                .hasMessage("status " + status);
    }

    @Test
    void whatIsNoJsonIsNoList() {
        assertThatThrownBy(() -> models("/words")).hasMessage("an answer that is no JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/declared", "/endless"})
    void aListWithoutEndIsNoneWhetherItSaysSoOrNot(String path) {
        assertThatThrownBy(() -> models(path)).hasMessage("a list of more than 8 MiB");
    }

    @Test
    void aPluginThatCannotReadTheListFailsAlone() {
        Provider picky = new FixedProvider(url("/models")) {
            @Override
            public List<ModelInfo> readModels(JsonNode answer) {
                throw new IllegalStateException("a bug");
            }
        };

        assertThatThrownBy(() -> ask(configured(picky, Map.of()))).hasMessage("a bug");
    }

    private static Mono<Void> status(HttpServerRequest request, HttpServerResponse response) {
        return response.status(Integer.parseInt(request.param("code"))).send();
    }

    private List<ModelInfo> models(String path) {
        return ask(provider(path, Map.of()));
    }

    private List<ModelInfo> ask(ConfiguredProvider provider) {
        EventExecutor loop = LOOPS.next();
        LiveModelCatalog catalog = new LiveModelCatalog(clients, Schedulers.boundedElastic());
        return Mono.defer(() -> catalog.models(loop, provider))
                .subscribeOn(Schedulers.fromExecutor(loop))
                .blockOptional(Duration.ofSeconds(20))
                .orElseThrow();
    }

    private ConfiguredProvider provider(String path, Map<Operation, String> formatUrls) {
        return configured(new FixedProvider(url(path)), formatUrls);
    }

    private static ConfiguredProvider configured(Provider provider, Map<Operation, String> formatUrls) {
        Duration time = Duration.ofSeconds(5);
        return new ConfiguredProvider(
                "p",
                "test",
                provider,
                false,
                List.of(),
                formatUrls,
                Set.of(),
                new ConfiguredProvider.Timeouts(time, time, time, time));
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    private static class FixedProvider implements Provider {

        private final String url;

        FixedProvider(String url) {
            this.url = url;
        }

        @Override
        public Set<Operation> operations() {
            return Set.of(Operation.MODELS);
        }

        @Override
        public boolean hasCredentials() {
            return true;
        }

        @Override
        public Upstream prepare(ProviderRequest request) {
            return new UpstreamRequest("GET", url, List.of(new Header("Authorization", "Bearer k")));
        }
    }
}
