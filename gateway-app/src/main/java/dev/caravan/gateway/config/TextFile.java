package dev.caravan.gateway.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads files that an operator writes. */
public final class TextFile {

    private TextFile() {}

    /**
     * The file's text.
     *
     * @param whenMissing what to do when there is no such file
     * @throws ConfigException when it cannot be read or is not written in UTF-8
     */
    public static String read(Path file, String whenMissing) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw unreadable(file, "is not written in UTF-8", "Save it in that encoding");
        } catch (NoSuchFileException e) {
            throw unreadable(file, "there is no such file", whenMissing);
        } catch (IOException e) {
            throw unreadable(file, "cannot be read", "Check that it is a file, and its permissions");
        }
    }

    private static ConfigException unreadable(Path file, String problem, String fix) {
        return new ConfigException(file.toString(), List.of(new ConfigProblem("", 0, problem, fix)));
    }
}
