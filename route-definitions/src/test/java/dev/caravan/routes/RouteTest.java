package dev.caravan.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.model.rest.RestDefinition;
import org.apache.camel.model.rest.VerbDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RestConfiguration;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every shipped route: which requests it takes, and which steps it takes them through, in which order. */
class RouteTest extends CamelTestSupport {

    private static final List<String> FILES =
            List.of("chat.yaml", "embeddings.yaml", "images.yaml", "models.yaml", "operating.yaml", "proxy.yaml");
    private static final List<String> STEPS = List.of(
            "authenticate",
            "requireChatScope",
            "requireModelsScope",
            "requireProxyScope",
            "readChatRequest",
            "readEmbeddingsRequest",
            "readImageRequest",
            "resolveTarget",
            "resolveProxyTarget",
            "checkModelAccess",
            "callProvider",
            "listModels",
            "tellHealth",
            "tellReadiness",
            "tellMetrics");

    private final List<String> taken = new ArrayList<>();
    private String failing = "";

    static Stream<Arguments> routes() {
        return Stream.of(
                Arguments.of(
                        "direct:chat",
                        "authenticate requireChatScope readChatRequest resolveTarget checkModelAccess callProvider"),
                Arguments.of(
                        "direct:embeddings",
                        "authenticate requireChatScope readEmbeddingsRequest resolveTarget checkModelAccess callProvider"),
                Arguments.of(
                        "direct:images",
                        "authenticate requireChatScope readImageRequest resolveTarget checkModelAccess callProvider"),
                Arguments.of("direct:models", "authenticate requireModelsScope listModels"),
                Arguments.of(
                        "direct:proxy-entry",
                        "authenticate requireProxyScope resolveProxyTarget checkModelAccess callProvider"),
                Arguments.of("direct:health", "tellHealth"),
                Arguments.of("direct:readiness", "tellReadiness"),
                Arguments.of("direct:metrics", "tellMetrics"));
    }

    static Stream<Arguments> surfaces() {
        return Stream.of(
                Arguments.of("direct:chat", List.of("post /v1/chat/completions", "post /chat/completions")),
                Arguments.of("direct:embeddings", List.of("post /v1/embeddings", "post /embeddings")),
                Arguments.of("direct:images", List.of("post /v1/images/generations", "post /images/generations")),
                Arguments.of(
                        "direct:models", List.of("get /v1/models", "get /models", "get /v1/models/*", "get /models/*")),
                Arguments.of("direct:health", List.of("get /healthz")),
                Arguments.of("direct:readiness", List.of("get /readyz")),
                Arguments.of("direct:metrics", List.of("get /metrics")));
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        DefaultCamelContext context = new DefaultCamelContext(false);
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        RestConfiguration rest = new RestConfiguration();
        rest.setInlineRoutes(false);
        context.setRestConfiguration(rest);
        for (String step : STEPS) {
            context.getRegistry().bind(step, (Processor) exchange -> {
                taken.add(step);
                if (step.equals(failing)) {
                    throw new IllegalStateException("refused by " + step);
                }
            });
        }
        for (String file : FILES) {
            Resource resource =
                    PluginHelper.getResourceLoader(context).resolveResource("classpath:dev/caravan/routes/" + file);
            PluginHelper.getRoutesLoader(context).loadRoutes(resource);
        }
        ModelCamelContext model = context;
        rests = List.copyOf(model.getRestDefinitions());
        model.getRestDefinitions().clear();
        for (RouteDefinition route : List.copyOf(model.getRouteDefinitions())) {
            if (route.getInput().getEndpointUri().startsWith("rest:")) {
                model.removeRouteDefinition(route);
            } else if ("proxy".equals(route.getRouteId())) {
                proxyUri = route.getInput().getEndpointUri();
                AdviceWith.adviceWith(context, "proxy", advice -> advice.replaceFromWith("direct:proxy-entry"));
            }
        }
        return context;
    }

    private List<RestDefinition> rests = List.of();
    private String proxyUri = "";

    @ParameterizedTest
    @MethodSource("routes")
    void takesACallThroughItsStepsInOrder(String entry, String steps) {
        template.sendBody(entry, null);

        assertThat(taken).containsExactly(steps.split(" ", -1));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void ofALaterStepNothingIsSeenWhenAnEarlierOneRefuses(String entry, String steps) {
        List<String> names = List.of(steps.split(" ", -1));
        for (int i = 0; i < names.size(); i++) {
            taken.clear();
            failing = names.get(i);

            assertThat(catchFailure(entry)).hasMessageContaining("refused by " + failing);
            assertThat(taken).containsExactlyElementsOf(names.subList(0, i + 1));
        }
    }

    @ParameterizedTest
    @MethodSource("surfaces")
    void takesTheRequestsOfItsSurface(String entry, List<String> requests) {
        List<String> declared = new ArrayList<>();
        for (RestDefinition rest : rests) {
            for (VerbDefinition verb : rest.getVerbs()) {
                if (verb.getTo().getEndpointUri().equals(entry)) {
                    declared.add(verb.asVerb() + " " + verb.getPath());
                }
            }
        }

        assertThat(declared).containsExactlyElementsOf(requests);
    }

    @Test
    void theProxyTakesEveryMethodBelowAProvider() {
        assertThat(proxyUri)
                .startsWith("netty-http:http://edge/proxy/{provider}/*")
                .doesNotContain("httpMethodRestrict");
    }

    private Throwable catchFailure(String entry) {
        try {
            template.sendBody(entry, null);
        } catch (CamelExecutionException e) {
            return e.getCause();
        }
        return new AssertionError("nothing was refused");
    }
}
