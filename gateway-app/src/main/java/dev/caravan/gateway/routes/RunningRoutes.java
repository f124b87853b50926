package dev.caravan.gateway.routes;

import dev.caravan.gateway.edge.ServingRoutes;
import java.util.List;

/**
 * Routes that run.
 *
 * @param serving what clients are served
 * @param admin what those who administer the gateway are served
 * @param ownFiles the operator's files that are in them
 * @param refused the operator's files that are not, and why
 * @param begin starts those that fetch what they work on; to be run when these routes take over
 * @param cease stops those again, which then have done with what they fetched; to be run before others begin
 * @param stop stops them; to be run when no call is in them any more
 */
public record RunningRoutes(
        ServingRoutes serving,
        ServingRoutes admin,
        List<RouteFile> ownFiles,
        List<BrokenRouteFile> refused,
        Runnable begin,
        Runnable cease,
        Runnable stop) {}
