package dev.caravan.gateway.routes;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the routes of one gateway find, as it was started.
 *
 * @param leftOut the names of files that are no use here, shipped or the operator's
 * @param beans what routes and Camel's components find in the registry, by name
 * @param properties what routes write as <code>{{name}}</code>
 */
public record RouteSetting(Set<String> leftOut, Map<String, Object> beans, Map<String, String> properties) {

    List<RouteFile> wanted(Collection<RouteFile> all) {
        return all.stream().filter(file -> !leftOut.contains(file.name())).toList();
    }
}
