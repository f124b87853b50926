package dev.caravan.gateway.routes;

import dev.caravan.gateway.edge.EdgeRoutes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.NodeIdFactory;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RestConfiguration;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.SimpleRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Camel context made of route files and steps. Its netty-http consumers join {@link #routes()} or {@link #adminRoutes()}. */
final class RouteContext implements AutoCloseable {

    /** The name under which routes find the server of the clients' port: {@code nettySharedHttpServer=#edge}. */
    private static final String EDGE = "edge";

    /** The same for the admin port. */
    private static final String ADMIN = "admin";

    /** Routes of this component fetch what they work on. */
    private static final String FETCHING = "kafka:";

    private static final Logger LOG = LoggerFactory.getLogger(RouteContext.class);

    private final ModelCamelContext camel;
    private final List<String> fetching = new ArrayList<>();
    private final EdgeRoutes edgeRoutes = new EdgeRoutes();
    private final EdgeRoutes adminRoutes = new EdgeRoutes();

    /**
     * Builds the context, and starts nothing.
     *
     * @param steps what routes may name by {@code process: ref}
     * @param beans whatever else routes may name
     * @param setting what they find beside that
     */
    RouteContext(Map<String, Processor> steps, BeanRepository beans, RouteSetting setting) {
        SimpleRegistry own = new SimpleRegistry();
        steps.forEach(own::bind);
        setting.beans().forEach(own::bind);
        own.bind(EDGE, edgeRoutes);
        own.bind(ADMIN, adminRoutes);
        DefaultCamelContext context = new DefaultCamelContext(false);
        context.getCamelContextExtension().setRegistry(new DefaultRegistry(own, beans));
        context.disableJMX();
        Properties properties = new Properties();
        properties.putAll(setting.properties());
        context.getPropertiesComponent().setInitialProperties(properties);
        context.setStreamCaching(false);
        context.setMessageHistory(false);
        context.setAllowUseOriginalMessage(false);
        context.setLoadTypeConverters(false);
        context.setSourceLocationEnabled(true);
        context.getShutdownStrategy().setTimeout(5);
        context.getShutdownStrategy().setSuppressLoggingOnTimeout(true);
        // What a step throws is rendered at the edge: redelivery and its wrapping of every step are not wanted.
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        RestConfiguration rest = new RestConfiguration();
        rest.setComponent("netty-http");
        rest.setHost("edge");
        rest.setInlineRoutes(false);
        rest.setEndpointProperties(Map.of("nettySharedHttpServer", "#" + EDGE));
        context.setRestConfiguration(rest);
        camel = context;
    }

    /** Adds a file's routes. */
    void add(RouteFile file) throws Exception {
        Resource resource = ResourceHelper.fromString(file.name(), file.yaml());
        PluginHelper.getRoutesLoader(camel).loadRoutes(List.of(resource));
    }

    /** Builds all routes, so that every name in them is looked up, without starting any. */
    void check() throws Exception {
        camel.setAutoStartup(false);
        camel.start();
    }

    /** Starts all routes but those that fetch what they work on. */
    void start() throws Exception {
        for (RouteDefinition route : camel.getRouteDefinitions()) {
            if (route.getInput().getEndpointUri().startsWith(FETCHING)) {
                route.setAutoStartup("false");
                fetching.add(route.idOrCreate(camel.getCamelContextExtension().getContextPlugin(NodeIdFactory.class)));
            }
        }
        camel.start();
    }

    /** Starts the routes that fetch what they work on. */
    void begin() {
        for (String route : fetching) {
            try {
                camel.getRouteController().startRoute(route);
            } catch (Exception e) {
                LOG.atError()
                        .addKeyValue("route", route)
                        .addKeyValue("reason", e.toString())
                        .log("a route did not start");
            }
        }
    }

    /** Stops them. Blocks for some seconds at most. */
    void cease() {
        for (String route : fetching) {
            try {
                camel.getRouteController().stopRoute(route);
            } catch (Exception e) {
                LOG.atError()
                        .addKeyValue("route", route)
                        .addKeyValue("reason", e.toString())
                        .log("a route did not stop");
            }
        }
    }

    /** What clients are served. */
    EdgeRoutes routes() {
        return edgeRoutes;
    }

    /** What those who administer the gateway are served. */
    EdgeRoutes adminRoutes() {
        return adminRoutes;
    }

    @Override
    public void close() {
        camel.stop();
    }
}
