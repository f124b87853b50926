package dev.caravan.processors.agents;

import dev.caravan.spi.chat.Tool;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The names of the functions that the client runs by itself. Any other function that the model calls is the gateway's. */
record ClientTools(Set<String> names) {

    static ClientTools of(List<Tool> tools) {
        return new ClientTools(tools.stream()
                .filter(Tool.Function.class::isInstance)
                .map(tool -> ((Tool.Function) tool).name())
                .collect(Collectors.toUnmodifiableSet()));
    }

    boolean has(String name) {
        return names.contains(name);
    }
}
