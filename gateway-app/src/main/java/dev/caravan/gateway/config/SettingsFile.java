package dev.caravan.gateway.config;

import dev.caravan.spi.Settings;

/**
 * A YAML file of settings that the configuration names, such as a price list. It has no references to the environment.
 *
 * @param root its keys
 * @param problems what is wrong with it so far, by the keys' lines
 */
public record SettingsFile(Settings root, ConfigProblems problems) {

    /**
     * @param name the file's name as the operator knows it
     * @param text the file's text
     * @throws ConfigException when it is no YAML that can be read at all; other problems are collected
     */
    public static SettingsFile parse(String name, String text) {
        Redaction redaction = new Redaction();
        ConfigSource source = new ConfigSource(name);
        ConfigProblems problems = new ConfigProblems(source, redaction);
        Placeholders placeholders = new Placeholders(variable -> null, redaction);
        Settings root = Settings.of("", new ConfigDocument(source, problems, placeholders, redaction).parse(text));
        return new SettingsFile(root, problems);
    }
}
