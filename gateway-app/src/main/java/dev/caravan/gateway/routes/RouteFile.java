package dev.caravan.gateway.routes;

/**
 * A YAML file of routes.
 *
 * @param name its file name, such as {@code chat.yaml}; an operator's file replaces the shipped one of the same name
 * @param origin where it was read, for error messages
 * @param yaml its content
 * @param shipped whether it comes with the gateway
 */
public record RouteFile(String name, String origin, String yaml, boolean shipped) {}
