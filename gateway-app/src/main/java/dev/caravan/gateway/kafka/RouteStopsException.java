package dev.caravan.gateway.kafka;

/** What was begun is not finished, as its route is to stop. The messages are read again. */
final class RouteStopsException extends Exception {

    private static final long serialVersionUID = 1L;

    RouteStopsException() {
        super("the route stops");
    }
}
