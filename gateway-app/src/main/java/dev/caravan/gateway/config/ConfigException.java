package dev.caravan.gateway.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration that cannot be used, with everything that is wrong with it. Its message has one line for each
 * problem.
 */
public final class ConfigException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<ConfigProblem> problems;

    /**
     * @param file the file's name as the operator knows it
     * @param problems at least one, in the order in which they are to be told
     */
    public ConfigException(String file, List<ConfigProblem> problems) {
        super(problems.stream().map(problem -> problem.describe(file)).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, in the order of the file. */
    public List<ConfigProblem> problems() {
        return problems;
    }
}
