package dev.caravan.gateway.plugins;

/** Makes a class loader the thread's context class loader until it is closed: libraries look for their parts in it. */
final class ContextClassLoader implements AutoCloseable {

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    ContextClassLoader(ClassLoader during) {
        Thread.currentThread().setContextClassLoader(during);
    }

    @Override
    public void close() {
        Thread.currentThread().setContextClassLoader(before);
    }
}
