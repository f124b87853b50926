package dev.caravan.spi.chat;

import java.util.List;

/** Whether the model is to call tools. */
public sealed interface ToolChoice {

    /** Whether the model has to call a tool. */
    default boolean forces() {
        return false;
    }

    /** As it likes. */
    record Auto() implements ToolChoice {}

    /** None of them. */
    record None() implements ToolChoice {}

    /** At least one. */
    record Required() implements ToolChoice {

        @Override
        public boolean forces() {
            return true;
        }
    }

    /** That one. */
    record Named(String name) implements ToolChoice {

        @Override
        public boolean forces() {
            return true;
        }
    }

    /**
     * Only these.
     *
     * @param required whether at least one of them has to be called
     */
    record Allowed(List<String> names, boolean required) implements ToolChoice {

        public Allowed {
            names = List.copyOf(names);
        }

        @Override
        public boolean forces() {
            return required;
        }
    }
}
