package dev.caravan.gateway.routes;

import dev.caravan.gateway.edge.ServingRoutes;
import java.util.List;

/**
 * Routes that run.
 *
 * @param serving what the edge serves
 * @param ownFiles the operator's files that are in them
 * @param refused the operator's files that are not, and why
 * @param stop stops them; to be run when no call is in them any more
 */
public record RunningRoutes(
        ServingRoutes serving, List<RouteFile> ownFiles, List<BrokenRouteFile> refused, Runnable stop) {}
