package dev.caravan.processors.steps;

import dev.caravan.processors.call.Call;
import org.apache.camel.Exchange;

/** Where a Camel exchange carries its call. */
public final class CallProperty {

    /** The exchange property's name. */
    public static final String NAME = "CaravanCall";

    private CallProperty() {}

    /** @throws IllegalStateException when the route was not entered through the edge */
    public static Call of(Exchange exchange) {
        if (exchange.getProperty(NAME) instanceof Call call) {
            return call;
        }
        throw new IllegalStateException("this step needs a route that starts at the edge");
    }
}
