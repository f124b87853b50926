package dev.caravan.gateway.config;

import dev.caravan.spi.SettingsException;
import dev.caravan.spi.Unquoted;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Turns the YAML of a configuration into maps, lists and texts, and notes in which line each key is written. Every
 * scalar becomes a text as it is written (or null): {@code 1.10} stays a model's name and {@code 2027-01-31} a date for
 * who reads it. No Java object is ever made from a tag.
 */
final class ConfigDocument {

    private static final int MAX_CODE_POINTS = 4 << 20;
    private static final int MAX_NESTING = 32;
    private static final int MAX_ALIASES = 50;

    /** Aliases share nodes in the parser and are copied here: this bounds what a few nested ones can unfold to. */
    private static final int MAX_VALUES = 50_000;

    private static final Set<Tag> UNQUOTED = Set.of(Tag.INT, Tag.FLOAT, Tag.BOOL);
    private static final Set<Tag> SCALARS =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.MERGE);

    private final ConfigSource source;
    private final ConfigProblems problems;
    private final Placeholders placeholders;
    private final Redaction redaction;
    private int values;

    ConfigDocument(ConfigSource source, ConfigProblems problems, Placeholders placeholders, Redaction redaction) {
        this.source = source;
        this.problems = problems;
        this.placeholders = placeholders;
        this.redaction = redaction;
    }

    /**
     * @return the values of the document's root; empty when the text has none
     * @throws ConfigException when the text is no YAML that can be read at all; other problems are collected
     */
    Map<String, @Nullable Object> parse(String text) {
        try {
            Node root =
                    new Yaml(options()).compose(new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text));
            if (root == null || root.getTag().equals(Tag.NULL)) {
                return Map.of();
            }
            if (root instanceof MappingNode map) {
                return map(map, "", 0);
            }
            throw refuse(line(root), "is no map of keys", "Start with a key such as providers:");
        } catch (MarkedYAMLException e) {
            // Only the bare problem: the full message quotes the file, and with it maybe a secret.
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw refuse(line, "is no valid YAML: " + e.getProblem(), "Check the syntax in and above that line");
        } catch (ReaderException e) {
            int line = 1
                    + (int) text.codePoints()
                            .limit(e.getPosition())
                            .filter(c -> c == '\n')
                            .count();
            throw refuse(line, "has a character that YAML does not allow", "Remove it, or write it as an escape");
        } catch (YAMLException e) {
            throw refuse(0, "is beyond what a configuration may be: " + e.getMessage(), "Make it smaller");
        }
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setAllowRecursiveKeys(false);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setNestingDepthLimit(MAX_NESTING);
        options.setCodePointLimit(MAX_CODE_POINTS);
        return options;
    }

    private @Nullable Object value(Node node, String path, String key, int depth) {
        if (++values > MAX_VALUES || depth > MAX_NESTING) {
            throw refuse(line(node), "unfolds to too many values", "Use fewer aliases (*name)");
        }
        if (node instanceof MappingNode map) {
            return map(map, path, depth + 1);
        }
        if (node instanceof SequenceNode list) {
            return list(list, path, key, depth + 1);
        }
        return scalar((ScalarNode) node, path, key);
    }

    private Map<String, @Nullable Object> map(MappingNode node, String path, int depth) {
        if (!node.getTag().equals(Tag.MAP)) {
            problems.add(path, line(node), "has the tag " + tag(node), "Remove the tag");
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        Map<String, Integer> firstLines = new LinkedHashMap<>();
        for (NodeTuple entry : node.getValue()) {
            int line = line(entry.getKeyNode());
            if (!(entry.getKeyNode() instanceof ScalarNode name)) {
                problems.add(path, line, "has a key that is no text", "Write name: value");
                continue;
            }
            String key = name.getValue();
            String full = ConfigSource.join(path, key);
            Integer first = firstLines.putIfAbsent(key, line);
            if (first != null) {
                problems.add(full, line, "is written twice, first in line " + first, "Keep one of the two");
            } else if (name.getTag().equals(Tag.MERGE)) {
                problems.add(full, line, "merging maps is not supported", "Write the keys out");
            } else {
                source.wrote(path, key, line);
                map.put(key, value(entry.getValueNode(), full, key, depth));
            }
        }
        return map;
    }

    private List<@Nullable Object> list(SequenceNode node, String path, String key, int depth) {
        if (!node.getTag().equals(Tag.SEQ)) {
            problems.add(path, line(node), "has the tag " + tag(node), "Remove the tag");
        }
        List<@Nullable Object> list = new ArrayList<>();
        for (Node item : node.getValue()) {
            String full = path + "[" + list.size() + "]";
            source.wroteItem(full, line(item));
            list.add(value(item, full, key, depth));
        }
        return list;
    }

    private @Nullable Object scalar(ScalarNode node, String path, String key) {
        if (!SCALARS.contains(node.getTag())) {
            problems.add(path, line(node), "has the tag " + tag(node), "Remove the tag");
        }
        if (node.getTag().equals(Tag.NULL)) {
            return null;
        }
        String raw = node.getValue();
        if (Placeholders.isReference(raw)) {
            source.wroteReference(path);
        }
        if (raw.contains("${")) {
            source.wrote(path, raw);
        }
        try {
            String filled = placeholders.fill(path, raw);
            redaction.hideIfSecret(key, filled);
            return UNQUOTED.contains(node.getTag()) ? new Unquoted(filled) : filled;
        } catch (SettingsException e) {
            problems.add(path, line(node), e.problem(), e.fix());
            redaction.hideIfSecret(key, raw);
            // A text stands in for the value, so that the key does not seem to be missing as well.
            return raw;
        }
    }

    private ConfigException refuse(int line, String problem, String fix) {
        return new ConfigException(source.file(), List.of(new ConfigProblem("", line, redaction.apply(problem), fix)));
    }

    private static String tag(Node node) {
        return node.getTag().getValue();
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
