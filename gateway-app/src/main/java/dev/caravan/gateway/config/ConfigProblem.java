package dev.caravan.gateway.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param key the key's full path ({@code providers.openai.url}), empty for the file as a whole
 * @param line the line it is written in, counted from 1; 0 when it has none
 * @param problem what is wrong, free of secrets
 * @param fix what to write instead
 */
public record ConfigProblem(String key, int line, String problem, String fix) {

    /**
     * One line for a person: {@code config/gateway.yaml:14: providers.openai.url: 'foo' is no http(s) URL. Write …}.
     */
    public String describe(String file) {
        String place = line == 0 ? file : file + ":" + line;
        String what = key.isEmpty() ? problem : key + ": " + problem;
        return place + ": " + what + ". " + fix;
    }
}
