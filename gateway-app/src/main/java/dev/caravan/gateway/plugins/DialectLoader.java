package dev.caravan.gateway.plugins;

import dev.caravan.processors.translation.Dialects;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.embedding.EmbeddingDialect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds dialects on the class path and in the jars of the plugins that were loaded. A name belongs to who has it first; what
 * cannot be loaded is logged in one line and skipped. Blocks; used once, while the gateway starts.
 */
public final class DialectLoader {

    private static final Logger LOG = LoggerFactory.getLogger(DialectLoader.class);

    private final List<ChatDialect> chats = new ArrayList<>();
    private final List<EmbeddingDialect> embeddings = new ArrayList<>();

    private DialectLoader() {}

    /** @param host sees the dialects that come with the gateway, and the SPI */
    public static Dialects load(ClassLoader host, Plugins plugins) {
        Set<ClassLoader> classLoaders = new LinkedHashSet<>();
        classLoaders.add(host);
        for (LoadedPlugin plugin : plugins.loaded()) {
            if (plugin.plugin().getClass().getClassLoader() instanceof PluginClassLoader own) {
                classLoaders.add(own);
            }
        }
        DialectLoader loader = new DialectLoader();
        for (ClassLoader classLoader : classLoaders) {
            loader.load(classLoader, ChatDialect.class, ChatDialect::name, loader.chats);
            loader.load(classLoader, EmbeddingDialect.class, EmbeddingDialect::name, loader.embeddings);
        }
        return new Dialects(loader.chats, loader.embeddings);
    }

    private <T> void load(ClassLoader classLoader, Class<T> type, Function<T, String> name, List<T> found) {
        Set<String> taken = new HashSet<>();
        found.forEach(dialect -> taken.add(name.apply(dialect)));
        try (ContextClassLoader ignored = new ContextClassLoader(classLoader)) {
            for (Iterator<T> dialects = ServiceLoader.load(type, classLoader).iterator(); dialects.hasNext(); ) {
                T dialect = dialects.next();
                if (taken.add(name.apply(dialect))) {
                    found.add(dialect);
                } else {
                    LOG.warn("Skipped a dialect: the name '{}' is already taken", name.apply(dialect));
                }
            }
        } catch (RuntimeException | LinkageError | ServiceConfigurationError e) {
            LOG.warn("Skipped the dialects of {}: {}", classLoader.getName(), RejectionReason.of(e));
            LOG.debug("Why they were skipped", e);
        }
    }
}
