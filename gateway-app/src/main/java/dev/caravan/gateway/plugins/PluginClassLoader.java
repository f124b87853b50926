package dev.caravan.gateway.plugins;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

/**
 * Keeps a plugin's classes to itself. Classes of the Java platform come from the platform; the contract, the JSON trees that
 * are part of it, and the logging API from the host; all else from the plugin's jar: the host's libraries and other plugins
 * are invisible, as are the host's resources.
 */
final class PluginClassLoader extends URLClassLoader {

    private static final List<String> SHARED = List.of(
            "dev.caravan.spi.",
            "com.fasterxml.jackson.core.",
            "com.fasterxml.jackson.databind.",
            "com.fasterxml.jackson.annotation.",
            "org.slf4j.",
            "org.jspecify.");

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader host;

    /**
     * @param name shown in stack traces
     * @param jar the plugin's jar
     * @param host knows the shared packages
     */
    PluginClassLoader(String name, URL jar, ClassLoader host) {
        super(name, new URL[] {jar}, ClassLoader.getPlatformClassLoader());
        this.host = host;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        return SHARED.stream().anyMatch(name::startsWith) ? host.loadClass(name) : super.loadClass(name, resolve);
    }
}
