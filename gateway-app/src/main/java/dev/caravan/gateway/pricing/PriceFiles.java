package dev.caravan.gateway.pricing;

import dev.caravan.gateway.config.TextFile;
import dev.caravan.processors.pricing.ModelEntry;
import dev.caravan.processors.pricing.ModelRegistry;
import dev.caravan.processors.pricing.PriceList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the registry of models from price lists. The content of a file tells its format. */
public final class PriceFiles {

    private static final Logger LOG = LoggerFactory.getLogger(PriceFiles.class);

    private PriceFiles() {}

    /**
     * Reads price lists; blocks.
     *
     * @param files the one that wins first
     * @throws dev.caravan.gateway.config.ConfigException with everything that is wrong with the first file that is wrong
     */
    public static ModelRegistry read(List<Path> files) {
        List<PriceList> lists = new ArrayList<>();
        for (Path file : files) {
            List<ModelEntry> entries =
                    entries(file.toString(), TextFile.read(file, "Check prices in the configuration, or leave it out"));
            LOG.atInfo()
                    .addKeyValue("file", file)
                    .addKeyValue("models", entries.size())
                    .log("price list read");
            lists.add(new PriceList(entries));
        }
        return new ModelRegistry(lists);
    }

    /** JSON is LiteLLM's format, all else is the gateway's own. */
    private static List<ModelEntry> entries(String name, String text) {
        String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        return content.stripLeading().startsWith("{")
                ? LiteLlmReader.read(name, content)
                : PriceListReader.read(name, content);
    }
}
