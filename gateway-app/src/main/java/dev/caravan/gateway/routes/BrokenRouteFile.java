package dev.caravan.gateway.routes;

/**
 * Why a route file was refused.
 *
 * @param file the file
 * @param line the line at fault, 0 when it is not known
 * @param reason one sentence
 */
public record BrokenRouteFile(RouteFile file, int line, String reason) {

    @Override
    public String toString() {
        return file.origin() + (line > 0 ? ":" + line : "") + ": " + reason;
    }
}
