package dev.caravan.gateway.routes;

import dev.caravan.gateway.edge.ServingRoutes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Processor;
import org.apache.camel.spi.BeanRepository;

/**
 * Makes running routes of the route files: the shipped ones, each replaced by the operator's file of the same name, and the
 * operator's others. A file that cannot be used is left out, and its last good version, else the shipped one, serves instead.
 */
public final class RouteAssembly {

    private final RouteFiles files;
    private final BeanRepository beans;
    private final RouteSetting setting;

    /**
     * @param beans whatever routes may name beside the steps
     * @param setting what routes of this gateway find beside that, and which are left out
     */
    public RouteAssembly(RouteFiles files, BeanRepository beans, RouteSetting setting) {
        this.files = files;
        this.beans = beans;
        this.setting = setting;
    }

    /**
     * Builds and starts routes. Blocks.
     *
     * @param steps what routes may name by {@code process: ref}
     * @param lastGood the operator's files that served until now
     * @throws IllegalStateException when not even the shipped routes start
     */
    public RunningRoutes assemble(Map<String, Processor> steps, Collection<RouteFile> lastGood) {
        Map<String, RouteFile> chosen = new LinkedHashMap<>();
        shipped().forEach(file -> chosen.put(file.name(), file));
        List<BrokenRouteFile> refused = new ArrayList<>();
        for (RouteFile own : setting.wanted(files.own())) {
            Optional<BrokenRouteFile> fault = check(own, steps);
            fault.ifPresent(refused::add);
            Optional<RouteFile> usable = fault.isEmpty() ? Optional.of(own) : named(own.name(), lastGood);
            usable.ifPresent(file -> chosen.put(file.name(), file));
        }
        return startAny(steps, chosen.values(), lastGood, refused);
    }

    private List<RouteFile> shipped() {
        return setting.wanted(files.shipped());
    }

    private RunningRoutes startAny(
            Map<String, Processor> steps,
            Collection<RouteFile> chosen,
            Collection<RouteFile> lastGood,
            List<BrokenRouteFile> refused) {
        try {
            return start(steps, chosen, refused);
        } catch (RouteStartException together) {
            refused.add(together.fault());
        }
        Map<String, RouteFile> former = new LinkedHashMap<>();
        shipped().forEach(file -> former.put(file.name(), file));
        lastGood.forEach(file -> former.put(file.name(), file));
        try {
            return start(steps, former.values(), refused);
        } catch (RouteStartException e) {
            throw new IllegalStateException(e.fault().toString(), e);
        }
    }

    private RunningRoutes start(
            Map<String, Processor> steps, Collection<RouteFile> chosen, List<BrokenRouteFile> refused)
            throws RouteStartException {
        RouteContext context = new RouteContext(steps, beans, setting);
        RouteFile current = chosen.iterator().next();
        try {
            for (RouteFile file : chosen) {
                current = file;
                context.add(file);
            }
            context.start();
            ServingRoutes serving = new ServingRoutes(context.routes());
            ServingRoutes admin = new ServingRoutes(context.adminRoutes());
            List<RouteFile> own =
                    chosen.stream().filter(file -> !file.shipped()).toList();
            return new RunningRoutes(
                    serving, admin, own, List.copyOf(refused), context::begin, context::cease, context::close);
        } catch (Exception e) {
            context.close();
            throw new RouteStartException(RouteFault.of(current, e), e);
        }
    }

    private Optional<BrokenRouteFile> check(RouteFile file, Map<String, Processor> steps) {
        try (RouteContext trial = new RouteContext(steps, beans, setting)) {
            trial.add(file);
            trial.check();
            return Optional.empty();
        } catch (Exception e) {
            return Optional.of(RouteFault.of(file, e));
        }
    }

    private static Optional<RouteFile> named(String name, Collection<RouteFile> files) {
        return files.stream().filter(file -> file.name().equals(name)).findFirst();
    }

    /** Files that are fine one by one do not go together. */
    private static final class RouteStartException extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient BrokenRouteFile fault;

        RouteStartException(BrokenRouteFile fault, Throwable cause) {
            super(cause);
            this.fault = fault;
        }

        BrokenRouteFile fault() {
            return fault;
        }
    }
}
