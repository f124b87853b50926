package dev.caravan.gateway.routes;

import dev.caravan.gateway.edge.EdgeRoutes;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RestConfiguration;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.SimpleRegistry;

/** A Camel context made of route files and steps. Its netty-http consumers join {@link #routes()} or {@link #adminRoutes()}. */
final class RouteContext implements AutoCloseable {

    /** The name under which routes find the server of the clients' port: {@code nettySharedHttpServer=#edge}. */
    private static final String EDGE = "edge";

    /** The same for the admin port. */
    private static final String ADMIN = "admin";

    private final CamelContext camel;
    private final EdgeRoutes edgeRoutes = new EdgeRoutes();
    private final EdgeRoutes adminRoutes = new EdgeRoutes();

    /**
     * Builds the context, and starts nothing.
     *
     * @param steps what routes may name by {@code process: ref}
     * @param beans whatever else routes may name
     */
    RouteContext(Map<String, Processor> steps, BeanRepository beans) {
        SimpleRegistry own = new SimpleRegistry();
        steps.forEach(own::bind);
        own.bind(EDGE, edgeRoutes);
        own.bind(ADMIN, adminRoutes);
        DefaultCamelContext context = new DefaultCamelContext(false);
        context.getCamelContextExtension().setRegistry(new DefaultRegistry(own, beans));
        context.disableJMX();
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

    void start() throws Exception {
        camel.start();
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
