package dev.caravan.gateway.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A Lua script, which Redis runs without anything in between. Its text is sent only to a Redis that does not know it. */
final class RedisScript {

    private final String text;
    private final String digest;

    private RedisScript(String text, String digest) {
        this.text = text;
        this.digest = digest;
    }

    /** The script of that file beside this class. */
    static RedisScript named(String file) {
        try (InputStream in = RedisScript.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the script " + file + " is missing");
            }
            byte[] text = in.readAllBytes();
            String digest =
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
            return new RedisScript(new String(text, StandardCharsets.UTF_8), digest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    /** Runs it. It answers with a list, of whole numbers or of nothing. */
    CompletionStage<List<Long>> run(RedisAsyncCommands<String, String> commands, String[] keys, String[] arguments) {
        return commands.<List<Long>>evalsha(digest, ScriptOutputType.MULTI, keys, arguments)
                .exceptionallyCompose(failure -> isUnknown(failure)
                        ? commands.<List<Long>>eval(text, ScriptOutputType.MULTI, keys, arguments)
                        : CompletableFuture.failedStage(failure));
    }

    private static boolean isUnknown(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RedisNoScriptException;
    }
}
