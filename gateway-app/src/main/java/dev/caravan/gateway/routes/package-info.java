/**
 * From YAML files to routes that serve: {@link dev.caravan.gateway.routes.RouteFiles} finds the files,
 * {@link dev.caravan.gateway.routes.RouteContext} is a Camel context made of them, and
 * {@link dev.caravan.gateway.routes.RouteAssembly} puts one together, leaving out what is broken.
 */
@NullMarked
package dev.caravan.gateway.routes;

import org.jspecify.annotations.NullMarked;
