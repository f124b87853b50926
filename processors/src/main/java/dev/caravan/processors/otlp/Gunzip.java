package dev.caravan.processors.otlp;

import dev.caravan.spi.GatewayError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Unpacks what was packed with gzip, and no more than is allowed: a few bytes may stand for gigabytes. */
final class Gunzip {

    private Gunzip() {}

    /**
     * @param most the most bytes of the unpacked body
     * @throws GatewayError 413 when it is longer, 400 when it is not packed with gzip
     */
    static byte[] unpack(byte[] packed, long most) {
        int limit = (int) Math.min(most, Integer.MAX_VALUE - 16);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] unpacked = in.readNBytes(limit + 1);
            if (unpacked.length > limit) {
                throw GatewayError.of(
                        413, "request_too_large", "The unpacked body is larger than the limit of %d bytes.", limit);
            }
            return unpacked;
        } catch (IOException e) {
            throw OtlpEncoding.malformed("The body is not packed with gzip, or was cut off.");
        }
    }
}
