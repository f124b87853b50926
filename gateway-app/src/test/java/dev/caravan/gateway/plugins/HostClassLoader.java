package dev.caravan.gateway.plugins;

import dev.caravan.spi.ProviderPlugin;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Enumeration;

/** The class path of the tests, with plugins of its own instead of those that come with the gateway. */
final class HostClassLoader extends URLClassLoader {

    HostClassLoader(Path... jars) {
        super(urls(jars), ProviderPlugin.class.getClassLoader());
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return name.startsWith("META-INF/services/dev.caravan.") ? findResources(name) : super.getResources(name);
    }

    private static URL[] urls(Path... jars) {
        URL[] urls = new URL[jars.length];
        for (int i = 0; i < jars.length; i++) {
            try {
                urls[i] = jars[i].toUri().toURL();
            } catch (MalformedURLException e) {
                throw new AssertionError(e);
            }
        }
        return urls;
    }
}
