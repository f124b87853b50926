package dev.caravan.gateway.config;

import dev.caravan.processors.files.FileRules;
import dev.caravan.processors.files.FileRules.UnknownIds;

/** Reads {@code files}. */
final class FilesReader {

    private FilesReader() {}

    static FileRules read(Section files) {
        try (files) {
            return new FileRules(files.choice("unknown-ids", UnknownIds.class, FileRules.DEFAULT.unknownIds()));
        }
    }
}
