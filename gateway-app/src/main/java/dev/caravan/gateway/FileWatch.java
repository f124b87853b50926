package dev.caravan.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Notices that files have changed, by their time and size. It looks instead of being told: that works on every file system,
 * also where a mounted folder is replaced as a whole.
 */
final class FileWatch {

    private final List<Path> paths;
    private Map<Path, String> seen;

    /** @param paths files, and folders whose files count; they may be missing */
    FileWatch(List<Path> paths) {
        this.paths = paths;
        this.seen = look();
    }

    /** Whether anything has changed since the last time that this was asked, or since the start. */
    boolean changed() {
        Map<Path, String> now = look();
        boolean changed = !now.equals(seen);
        seen = now;
        return changed;
    }

    private Map<Path, String> look() {
        Map<Path, String> marks = new TreeMap<>();
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                try (Stream<Path> files = Files.list(path)) {
                    files.forEach(file -> mark(file, marks));
                } catch (IOException e) {
                    marks.put(path, "unreadable");
                }
            } else {
                mark(path, marks);
            }
        }
        return marks;
    }

    private static void mark(Path file, Map<Path, String> marks) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            marks.put(file, attributes.lastModifiedTime() + "/" + attributes.size());
        } catch (IOException e) {
            marks.put(file, "missing");
        }
    }
}
