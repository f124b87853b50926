package dev.caravan.gateway.config;

import dev.caravan.spi.Settings;
import java.util.List;
import java.util.Set;

/**
 * An entry under {@code evals}: what the gateway itself reads of it, and the section for the kind to read the rest.
 *
 * @param name its name
 * @param kind the name of its kind, which may not exist; empty where the file names none
 * @param sample the part of the exchanges that it looks at, from 0 to 1
 * @param sources how exchanges came that it looks at; empty for all
 * @param models patterns of models that it looks at; empty for all
 * @param settings the section, for the kind to read the rest
 */
public record EvalConfig(
        String name, String kind, double sample, Set<String> sources, List<String> models, Settings settings) {}
